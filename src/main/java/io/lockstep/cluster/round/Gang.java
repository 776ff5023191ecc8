package io.lockstep.cluster.round;

import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.network.Parameters;
import java.math.BigDecimal;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.RDDInfo;

/**
 * Whether the tasks of a round can run at the same time and keep what they need.
 *
 * @param session gives the task slots
 * @param blocks of the partitions, a task for each
 */
record Gang(ClusterSession session, ClusterBlocks blocks) {
    /** Bytes for each parameter that a task has at once: two optimizer states, gradients and sums. */
    private static final long BYTES_A_PARAMETER = 80;

    /** Why they cannot; empty if they can. */
    String reasonAgainst(Parameters parameters) {
        SparkConf conf = blocks.spark().getConf();
        if (session.isDynamic()) {
            return "executors are allocated dynamically (spark.dynamicAllocation.enabled)";
        }
        int slots = session.slots();
        if (slots < blocks.partitions()) {
            return "%,d partitions need as many task slots, and there are %,d".formatted(blocks.partitions(), slots);
        }
        int busy = session.busySlots();
        if (slots - busy < blocks.partitions()) {
            return "%,d partitions need as many task slots, and other work has %,d of %,d"
                    .formatted(blocks.partitions(), busy, slots);
        }
        BigDecimal gpu = new BigDecimal(conf.get("spark.task.resource.gpu.amount", "0"));
        if (gpu.signum() > 0 && gpu.compareTo(BigDecimal.ONE) < 0) {
            return "tasks share a GPU (spark.task.resource.gpu.amount=%s)".formatted(gpu);
        }
        long heap = session.isLocal() ? Runtime.getRuntime().maxMemory() : session.executorHeap();
        long needed = BYTES_A_PARAMETER
                * parameters.values().length
                * Math.min(blocks.partitions(), session.slotsOfAnExecutor());
        if (needed > heap / 2) {
            return "the tasks of an executor would need %,d MiB of %,d MiB of heap for %,d parameters"
                    .formatted(needed >> 20, heap >> 20, parameters.values().length);
        }
        String noRoom = new ExchangeRoom(parameters.values().length, executors(), outsideHeap()).reasonAgainst();
        if (!noRoom.isEmpty()) {
            return noRoom;
        }
        return areOnDisk() ? "the blocks do not fit into the executors' memory" : "";
    }

    /** Between which the tasks exchange. */
    private int executors() {
        return session.isLocal() ? 1 : (blocks.partitions() - 1) / session.slotsOfAnExecutor() + 1;
    }

    /** What Java allows by default is as much as the heap; a container allows less. */
    private long outsideHeap() {
        String master = blocks.spark().master();
        boolean isContainer = master.startsWith("yarn") || master.startsWith("k8s");
        return isContainer ? session.executorOverhead() : session.executorHeap();
    }

    /** Whether some blocks were moved to a disk: a task would hold them all in memory again. */
    private boolean areOnDisk() {
        for (RDDInfo cached : blocks.spark().sc().getRDDStorageInfo()) {
            if (cached.id() == blocks.id() && cached.diskSize() > 0) {
                return true;
            }
        }
        return false;
    }
}
