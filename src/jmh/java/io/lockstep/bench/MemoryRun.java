package io.lockstep.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.source.Datasets;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Schedule;
import io.lockstep.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerMaster;
import org.apache.spark.storage.StorageStatus;

/**
 * A short training as a driver and one executor of two cores, each a process of its own, that tell at the end what memory they
 * took: {@code MemoryRun FOLDER ROWS STEPS SPARK'S_FOLDER KERNEL}. Prints one line of JSON, a {@link Found}.
 */
public final class MemoryRun {
    private static final double MIB = 1 << 20;
    private static final int BLOCK_ROWS = 512;
    private static final int SLOTS = 2;

    /** The heap of the executor, MiB. */
    static final int EXECUTOR_HEAP = 1024;

    private MemoryRun() {}

    /**
     * What a run took.
     *
     * @param steps milliseconds of each step; the first reads the examples
     * @param driver memory of the driver, which has read the examples once for their mean and deviation
     * @param executor memory of the executor, which keeps them
     * @param keptInMemory examples that Spark keeps on the executor's heap, MiB
     * @param keptOnDisk the others, MiB
     */
    record Found(
            @JsonProperty("steps") double[] steps,
            @JsonProperty("driver") ProcessMemory driver,
            @JsonProperty("executor") ProcessMemory executor,
            @JsonProperty("keptInMemory") double keptInMemory,
            @JsonProperty("keptOnDisk") double keptOnDisk) {}

    public static void main(String[] arguments) throws Exception {
        Found found = train(
                Datasets.open(Path.of(arguments[0])).split(SplitName.TRAIN),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                arguments[3],
                Kernel.valueOf(arguments[4]));
        System.out.println(new ObjectMapper().writeValueAsString(found));
    }

    private static Found train(Examples examples, int rows, int steps, String sparksFolder, Kernel kernel) {
        DatasetCard card = DatasetCard.of(examples, examples.name(), rows);
        BlockPlan plan = new BlockPlan(rows, BLOCK_ROWS);
        Architecture architecture = new Architecture(List.of(784, 50, 1), Activation.RELU, Loss.MSE);
        PassPlan pass = new PassPlan(kernel, card.standardizer());
        List<Double> milliseconds = new ArrayList<>();
        Map<String, String> properties =
                Map.of("spark.executor.memory", EXECUTOR_HEAP + "m", "spark.local.dir", sparksFolder);
        String master = "local-cluster[1,%d,%d]".formatted(SLOTS, EXECUTOR_HEAP);
        try (Cluster cluster = new Cluster(master, SLOTS, properties);
                ClusterBlocks blocks = cluster.blocks(examples, plan, SLOTS, pass)) {
            ClusterGradients gradients = Cluster.gradients(blocks, pass);
            Trainer trainer =
                    new Trainer(plan, gradients, new GradientDescent(0), new Schedule.Constant(0.01), step -> {
                        milliseconds.add(step.work().elapsed().toNanos() / 1e6);
                        return true;
                    });
            trainer.run(
                    new GradientDescent(0).initial(Parameters.initial(architecture, Initializer.KAIMING_FAN_IN, 42)),
                    steps);
            // the executor knows best what is on its heap: what comes back there from the disk, it tells nobody
            double keptInMemory = only(cluster.session()
                    .onEachExecutor(gpu -> SparkEnv.get().memoryManager().storageMemoryUsed()));
            BlockManagerMaster blockManagers =
                    cluster.session().spark().sc().env().blockManager().master();
            double keptOnDisk = Stream.of(blockManagers.getStorageStatus())
                    .mapToDouble(StorageStatus::diskUsed)
                    .sum();
            ProcessMemory executor = only(cluster.session().onEachExecutor(gpu -> ProcessMemory.here()));
            return new Found(
                    milliseconds.stream().mapToDouble(Double::doubleValue).toArray(),
                    ProcessMemory.here(),
                    executor,
                    keptInMemory / MIB,
                    keptOnDisk / MIB);
        }
    }

    /** The answer of the one executor. */
    private static <T> T only(Map<String, T> answers) {
        return answers.values().iterator().next();
    }
}
