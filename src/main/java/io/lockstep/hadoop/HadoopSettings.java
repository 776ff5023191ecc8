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
 * Hadoop's settings as Spark has them: {@code spark.hadoop.*} over {@code HADOOP_CONF_DIR}, and what the caller has set in its
 * session's {@code hadoopConfiguration}.
 */
public final class HadoopSettings {
    private static final String HOST_SILENT = "ipc.client.connect.max.retries.on.timeouts";

    private HadoopSettings() {}

    /** The settings of this process; a copy. */
    public static Configuration now() {
        Configuration settings = ofSpark();
        if (isDefault(settings, HOST_SILENT)) {
            settings.setInt(HOST_SILENT, 2); // 45 attempts of 20 s each would be a quarter of an hour without a word
        }
        return settings;
    }

    private static boolean isDefault(Configuration settings, String key) {
        String[] sources = settings.getPropertySources(key);
        return sources == null || sources.length == 0 || sources[sources.length - 1].endsWith("-default.xml");
    }

    private static Configuration ofSpark() {
        SparkSession session = session();
        if (session != null && !session.sparkContext().isStopped()) {
            return new Configuration(session.sparkContext().hadoopConfiguration());
        }
        SparkEnv env = SparkEnv.get(); // on an executor, too; null before Spark has started
        return SparkHadoopUtil.get().newConfiguration(env == null ? new SparkConf() : env.conf());
    }

    private static @Nullable SparkSession session() {
        if (TaskContext.get() != null) { // an executor has none
            return null;
        }
        Option<SparkSession> session = SparkSession.getActiveSession();
        Option<SparkSession> known = session.isDefined() ? session : SparkSession.getDefaultSession();
        return known.isDefined() ? known.get() : null;
    }
}
