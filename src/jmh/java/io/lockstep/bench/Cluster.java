package io.lockstep.bench;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterNeeds;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.vector.VectorModule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Lockstep on a Spark of its own, with the settings that its commands have: one at a time in a virtual machine. */
final class Cluster implements AutoCloseable {
    /** Two tasks at once in this virtual machine. */
    static final String LOCAL = "local[2]";

    /** A standalone master and two workers with one executor each, in virtual machines of their own. */
    static final String STANDALONE = "local-cluster[2,1,2048]";

    private final Map<String, String> properties = new TreeMap<>();
    private final ClusterSession session;

    /**
     * Starts it.
     *
     * @param master Spark's name for it
     * @param more Spark's properties besides
     */
    Cluster(String master, int slots, Map<String, String> more) {
        properties.putAll(more);
        properties.put("spark.master", master);
        properties.put("spark.driver.host", "127.0.0.1");
        properties.put("spark.driver.bindAddress", "127.0.0.1");
        properties.putIfAbsent("spark.ui.enabled", "false");
        properties.putIfAbsent("spark.executor.memory", "2g");
        properties.put("spark.executor.extraJavaOptions", VectorModule.OPTION);
        properties.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        properties.forEach(System::setProperty);
        session = ClusterSession.open("bench", new ClusterNeeds(BackendPolicy.CPU, slots, Duration.ofMinutes(2)));
    }

    ClusterSession session() {
        return session;
    }

    /** The examples in blocks, as {@code train} has them for this pass. */
    ClusterBlocks blocks(Examples examples, BlockPlan plan, int partitions, PassPlan pass) {
        return ClusterBlocks.of(session.spark(), examples, plan, partitions).preparedFor(pass);
    }

    /** Drawn examples in blocks, in memory as those are that Spark has shuffled. */
    ClusterBlocks blocks(DrawnFloats drawn, BlockPlan plan, int partitions, PassPlan pass) {
        List<JavaSerialized<BlockRange>> shares = IntStream.range(0, partitions)
                .mapToObj(partition -> JavaSerialized.of(plan.share(partition, partitions)))
                .toList();
        return ClusterBlocks.of(
                        session.spark(),
                        "drawn floats",
                        plan,
                        session.spark()
                                .parallelize(shares, partitions)
                                .flatMap(JavaSerialized.each((BlockRange range) -> drawn.blocks(plan, range))))
                .preparedFor(pass);
    }

    /** Gradients over these blocks. */
    static ClusterGradients gradients(ClusterBlocks blocks, PassPlan pass) {
        return new ClusterGradients(blocks, pass);
    }

    /** Our pass over features that are standardised by the examples' own mean and deviation. */
    static PassPlan pass(Examples examples) {
        return new PassPlan(
                Kernels.ours(),
                DatasetCard.of(examples, examples.name(), examples.rows()).standardizer());
    }

    @Override
    public void close() {
        session.close();
        properties.keySet().forEach(System::clearProperty);
    }
}
