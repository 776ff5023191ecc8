package io.lockstep.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Hadoop's settings as Spark has them: {@code spark.hadoop.*} over {@code HADOOP_CONF_DIR}; on the driver also what the caller has set in its
 * session's {@code hadoopConfiguration}.
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
        SparkSession session = session();
        return patient(
                session != null && !session.sparkContext().isStopped()
                        ? new Configuration(session.sparkContext().hadoopConfiguration())
                        : of(env == null ? new SparkConf() : env.conf()));
    }

    private static Configuration of(SparkConf conf) {
        return SparkHadoopUtil.get().newConfiguration(conf);
    }

    private static @Nullable SparkSession session() {
        Option<SparkSession> active = SparkSession.getActiveSession();
        Option<SparkSession> session = active.isDefined() ? active : SparkSession.getDefaultSession();
        return session.isDefined() ? session.get() : null;
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
