package io.lockstep.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.cli.CommandLines;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockUpdatedInfo;

/**
 * Runs a command of Lockstep's, as {@code submit/local} does, and says at the end what memory it took: {@code ScaleRun COMMAND ...}.
 * The last line that it prints is JSON, a {@link Found}.
 */
public final class ScaleRun {
    private static final double MIB = 1 << 20;

    private ScaleRun() {}

    /**
     * What a run took, MiB.
     *
     * @param memory of the process, in which driver and executor are one
     * @param heapPeak most that the heap held, garbage included
     * @param spilled what sorting wrote to the disk for want of memory
     * @param keptInMemory blocks that Spark kept on the heap, at most
     * @param keptOnDisk blocks that it kept on the disk, at most
     */
    record Found(
            @JsonProperty("memory") ProcessMemory memory,
            @JsonProperty("heapPeak") double heapPeak,
            @JsonProperty("spilled") double spilled,
            @JsonProperty("keptInMemory") double keptInMemory,
            @JsonProperty("keptOnDisk") double keptOnDisk) {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty("spark.extraListeners", Spark.class.getName());
        int code = CommandLines.execute(arguments);
        double heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToDouble(usage -> usage.getUsed() / MIB)
                .sum();
        Found found = new Found(
                ProcessMemory.here(),
                heap,
                Spark.SPILLED.get() / MIB,
                Spark.MEMORY.most() / MIB,
                Spark.DISK.most() / MIB);
        System.out.println(new ObjectMapper().writeValueAsString(found));
        System.exit(code);
    }

    /** Listens to Spark in the same process. */
    public static final class Spark extends SparkListener {
        private static final AtomicLong SPILLED = new AtomicLong();
        private static final Kept MEMORY = new Kept();
        private static final Kept DISK = new Kept();

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (end.taskMetrics() != null) {
                SPILLED.addAndGet(end.taskMetrics().diskBytesSpilled());
            }
        }

        @Override
        public void onBlockUpdated(SparkListenerBlockUpdated update) {
            BlockUpdatedInfo info = update.blockUpdatedInfo();
            if (info.blockId().isRDD()) {
                MEMORY.put(info.blockId().name(), info.memSize());
                DISK.put(info.blockId().name(), info.diskSize());
            }
        }
    }

    /** The sizes of what Spark keeps. */
    private static final class Kept {
        private final Map<String, Long> sizes = new ConcurrentHashMap<>();
        private final AtomicLong most = new AtomicLong();

        void put(String name, long size) {
            sizes.put(name, size);
            most.accumulateAndGet(
                    sizes.values().stream().mapToLong(Long::longValue).sum(), Math::max);
        }

        long most() {
            return most.get();
        }
    }
}
