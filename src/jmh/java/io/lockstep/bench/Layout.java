package io.lockstep.bench;

import java.util.List;

/**
 * Where steps run.
 *
 * @param name what a reader calls it
 * @param master Spark's name for it
 * @param executors virtual machines besides the driver's; 0 in local mode
 * @param slots tasks at once
 */
record Layout(String name, String master, int executors, int slots) {
    static final Layout ONE_SLOT = new Layout("1 slot", "local[1]", 0, 1);
    static final Layout TWO_SLOTS = new Layout("2 slots", Cluster.LOCAL, 0, 2);
    static final Layout ONE_EXECUTOR = new Layout("1 executor", "local-cluster[1,1,2048]", 1, 1);
    static final Layout TWO_EXECUTORS = new Layout("2 executors", Cluster.STANDALONE, 2, 2);

    /** In the order in which their sessions take turns. */
    static List<Layout> all() {
        return List.of(ONE_SLOT, TWO_SLOTS, ONE_EXECUTOR, TWO_EXECUTORS);
    }
}
