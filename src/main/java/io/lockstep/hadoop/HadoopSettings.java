package io.lockstep.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Hadoop's settings as Spark has them: {@code spark.hadoop.*} over {@code HADOOP_CONF_DIR}; on the driver also what the caller has set in
 * {@code hadoopConfiguration} of its context. A JVM has one context, whatever the sessions: so all threads get the same, also one that
 * no session is active in.
 */
public final class HadoopSettings {
    private static final String HOST_SILENT = "ipc.client.connect.max.retries.on.timeouts";

    /** To read the settings again for each file that a task opens would take longer than to open it. */
    private static volatile @Nullable OfExecutor ofExecutor;

    private record OfExecutor(SparkEnv env, Configuration settings) {}

    private HadoopSettings() {}

    /** The settings of this process; nobody may change them. */
    public static Configuration now() {
        SparkEnv env = SparkEnv.get(); // null before Spark has started
        if (env != null && TaskContext.get() != null) {
            OfExecutor known = ofExecutor;
            if (known == null || known.env != env) {
                known = new OfExecutor(env, patient(of(env.conf())));
                ofExecutor = known;
            }
            return known.settings;
        }
        Option<SparkContext> context = SparkContext$.MODULE$.getActive();
        return patient(
                context.isDefined() && !context.get().isStopped()
                        ? new Configuration(context.get().hadoopConfiguration())
                        : of(env == null ? new SparkConf() : env.conf()));
    }

    private static Configuration of(SparkConf conf) {
        return SparkHadoopUtil.get().newConfiguration(conf);
    }

    /** No longer than needed, if the user says nothing: 45 attempts of 20 s each would be a quarter of an hour without a word. */
    private static Configuration patient(Configuration settings) {
        String[] sources = settings.getPropertySources(HOST_SILENT);
        if (sources == null || sources.length == 0 || sources[sources.length - 1].endsWith("-default.xml")) {
            settings.setInt(HOST_SILENT, 2);
        }
        return settings;
    }
}
