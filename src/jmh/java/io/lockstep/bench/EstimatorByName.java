package io.lockstep.bench;

import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;

/** An estimator of Spark ML that is made and set by names, so that the benchmark compiles without it. */
final class EstimatorByName {
    private EstimatorByName() {}

    /**
     * A new one.
     *
     * @param name of its class
     * @param settings by the names of its params
     * @throws MissingException if it is not on the class path
     */
    static Estimator<?> of(String name, Map<String, Object> settings) throws MissingException {
        Class<?> type = type(name);
        try {
            Estimator<?> estimator = (Estimator<?>) type.getConstructor().newInstance();
            settings.forEach((param, value) -> {
                Param<Object> found = estimator.getParam(param);
                estimator.set(found, value);
            });
            return estimator;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + ": expected a public constructor without parameters", e);
        }
    }

    /** {@code 3.0.4}: the version in the name of the jar in which it is. */
    static String version(String name) throws MissingException {
        return JavaCommand.classPathEntry(type(name)).replaceFirst("^.*-(.*)\\.jar$", "$1");
    }

    private static Class<?> type(String name) throws MissingException {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new MissingException(name + " is not on the class path");
        }
    }
}
