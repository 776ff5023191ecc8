package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.data.source.Datasets;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The first gradients of a JVM: {@code WarmUpRun blocks|steps DATA ROWS TURNS KERNEL}. Blocks are taken one after the other by one
 * thread without Spark; steps are those of {@code train}, all blocks each. Prints one line of JSON, a {@link WarmUp}.
 */
public final class WarmUpRun {
    /** What a turn is. */
    static final String BLOCKS = "blocks";

    static final String STEPS = "steps";

    private static final int BLOCK_ROWS = 512;
    private static final int PARTITIONS = 2;

    private WarmUpRun() {}

    public static void main(String[] arguments) throws Exception {
        String data = arguments[1];
        Examples train =
                (data.equals("drawn") ? new DrawnDigits() : Datasets.open(Path.of(data))).split(SplitName.TRAIN);
        BlockPlan plan = new BlockPlan(Math.min(train.rows(), Integer.parseInt(arguments[2])), BLOCK_ROWS);
        int turns = Integer.parseInt(arguments[3]);
        PassPlan pass = new PassPlan(
                Kernel.valueOf(arguments[4]),
                DatasetCard.of(train, train.name(), plan.examples()).standardizer());
        double[] milliseconds =
                arguments[0].equals(STEPS) ? steps(train, plan, pass, turns) : blocks(train, plan, pass, turns);
        System.out.println(new ObjectMapper().writeValueAsString(new WarmUp(milliseconds)));
    }

    private static double[] blocks(Examples train, BlockPlan plan, PassPlan pass, int turns) {
        List<Block> blocks = new ArrayList<>();
        try (BlockReader reader = BlockReader.open(train, plan, plan.all())) {
            reader.forEachRemaining(block -> blocks.add(pass.prepare(block)));
        }
        pass.backend(); // ND4J, where it is needed, starts for itself
        double[] milliseconds = new double[turns];
        try (BlockPass open = pass.open(Networks.initial(Networks.lesson()))) {
            for (int turn = 0; turn < turns; turn++) {
                Block block = blocks.get(turn % blocks.size());
                milliseconds[turn] = Race.milliseconds(() -> open.gradient(block));
            }
        }
        return milliseconds;
    }

    private static double[] steps(Examples train, BlockPlan plan, PassPlan pass, int turns) {
        Parameters parameters = Networks.initial(Networks.lesson());
        double[] milliseconds = new double[turns];
        try (Cluster cluster = new Cluster(Cluster.LOCAL, PARTITIONS, Map.of());
                ClusterBlocks blocks = cluster.blocks(train, plan, PARTITIONS, pass)) {
            blocks.reduce(WarmUpRun::count, Long::sum); // reads and caches them
            pass.backend();
            ClusterGradients gradients = Cluster.gradients(blocks, pass);
            for (int turn = 0; turn < turns; turn++) {
                int step = turn + 1;
                milliseconds[turn] = Race.milliseconds(() ->
                        gradients.gradientSum(parameters, plan.fullBatch(step)).mean());
            }
        }
        return milliseconds;
    }

    private static long count(Iterator<Block> blocks) {
        long rows = 0;
        while (blocks.hasNext()) {
            rows += blocks.next().rows();
        }
        return rows;
    }
}
