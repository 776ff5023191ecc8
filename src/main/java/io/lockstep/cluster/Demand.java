package io.lockstep.cluster;

import org.apache.spark.SparkConf;

/**
 * The resources that an application requests from its cluster at start-up, as far as its settings say.
 *
 * @param unit of the count
 * @param count number requested; 0 if nothing is requested, or it is unknown
 * @param setting the configuration key; empty if unknown
 */
record Demand(Unit unit, int count, String setting) {
    static final Demand UNKNOWN = new Demand(Unit.NOTHING, 0, "");

    /** Of YARN and Kubernetes, where nothing is set: Spark's own default. */
    private static final int EXECUTORS_BY_DEFAULT = 2;

    private static final String INSTANCES = "spark.executor.instances";
    private static final String CORES_MAX = "spark.cores.max";

    /** The unit of a request. */
    enum Unit {
        /** Executors of a given size. */
        EXECUTORS,
        /** Cores, in executors as large as each worker can give. */
        CORES,
        /** Nothing that could be counted. */
        NOTHING
    }

    /** Reads the settings of a context; those of a master which is not local. */
    static Demand of(SparkConf conf) {
        if (isDynamic(conf)) {
            return new Demand(Unit.EXECUTORS, initialExecutors(conf), "spark.dynamicAllocation.initialExecutors");
        }
        String master = conf.get("spark.master");
        if (master.startsWith("spark:") || master.startsWith("local-cluster")) {
            return ofStandalone(conf);
        }
        if (master.startsWith("yarn") || master.startsWith("k8s:")) {
            return new Demand(Unit.EXECUTORS, conf.getInt(INSTANCES, EXECUTORS_BY_DEFAULT), INSTANCES);
        }
        return conf.contains(INSTANCES) ? new Demand(Unit.EXECUTORS, conf.getInt(INSTANCES, 0), INSTANCES) : UNKNOWN;
    }

    /** Whether Spark adds and removes executors as there is work for them. */
    static boolean isDynamic(SparkConf conf) {
        return conf.getBoolean("spark.dynamicAllocation.enabled", false);
    }

    /** A standalone cluster counts cores and ignores {@code spark.executor.instances}. Without a limit it gives all cores. */
    private static Demand ofStandalone(SparkConf conf) {
        if (!conf.contains(CORES_MAX)) {
            return UNKNOWN;
        }
        int cores = conf.getInt(CORES_MAX, 0);
        return conf.contains("spark.executor.cores")
                ? new Demand(Unit.EXECUTORS, cores / conf.getInt("spark.executor.cores", 1), CORES_MAX)
                : new Demand(Unit.CORES, cores, CORES_MAX);
    }

    /** With dynamic allocation: the number of executors that Spark requests before there is work. */
    static int initialExecutors(SparkConf conf) {
        int least = conf.getInt("spark.dynamicAllocation.minExecutors", 0);
        return Math.max(
                Math.max(least, conf.getInt("spark.dynamicAllocation.initialExecutors", least)),
                conf.getInt(INSTANCES, 0));
    }

    boolean isKnown() {
        return unit != Unit.NOTHING;
    }

    /** Whether everything requested is available. */
    boolean isMetBy(Found found) {
        return isKnown() && hereOf(found) >= count;
    }

    private int hereOf(Found found) {
        return switch (unit) {
            case EXECUTORS -> found.executors();
            case CORES -> found.cores();
            case NOTHING -> 0;
        };
    }

    /** {@code waiting for 2 executors, 1 available}. */
    String waitingBeside(Found found) {
        return waiting(count, name(), hereOf(found));
    }

    /** The same for any other unit. */
    static String waiting(int count, String name, int here) {
        return "waiting for %s, %s available"
                .formatted(plural(count, name), here == 0 ? "none" : "%,d".formatted(here));
    }

    /** {@code 1 of 2 executors}. */
    String partIn(Found found) {
        return "%,d of %s".formatted(hereOf(found), plural(count, name()));
    }

    private String name() {
        return unit == Unit.CORES ? "core" : "executor";
    }

    private static String plural(int count, String name) {
        return "%,d %s%s".formatted(count, name, count == 1 ? "" : "s");
    }
}
