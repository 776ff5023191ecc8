package io.lockstep.cluster;

import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.cluster.wire.JavaSerialized;
import java.util.List;
import org.apache.spark.SparkConf;

/** If the application allows Kryo only registered classes, Lockstep's class must be registered. */
final class KryoClasses {
    private static final String REQUIRED = "spark.kryo.registrationRequired";
    private static final String NAMED = "spark.kryo.classesToRegister";

    private KryoClasses() {}

    /**
     * Checks the settings of a running Spark.
     *
     * @throws ResourceException if Lockstep's class is missing
     */
    static void require(SparkConf conf) {
        String ours = JavaSerialized.class.getName();
        boolean kryo = conf.get("spark.serializer", "").contains("Kryo");
        List<String> named = List.of(conf.get(NAMED, "").split("\\s*,\\s*"));
        boolean ownRegistrator =
                conf.contains("spark.kryo.registrator"); // which may register ours; it is not ours to run
        if (kryo && conf.getBoolean(REQUIRED, false) && !named.contains(ours) && !ownRegistrator) {
            throw new ResourceException("%s: expected %s to have %s, found %s. Add it, or set %1$s=false."
                    .formatted(REQUIRED, NAMED, ours, conf.get(NAMED, "none")));
        }
    }
}
