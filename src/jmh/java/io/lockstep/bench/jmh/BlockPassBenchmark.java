package io.lockstep.bench.jmh;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockForward;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One block's pass on one thread: drawn digits, 512 rows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BlockPassBenchmark {
    private static final int ROWS = 512;
    private static final Standardizer STANDARDIZER = new Standardizer(0.13, 0.31); // MNIST's, nearly

    /** With one output its loss is MSE, else cross-entropy. */
    @Param({"784-50-1", "784-512-512-10"})
    private String network = "";

    @Param({"auto", "nd4j"})
    private String kernel = "";

    @SuppressWarnings("NullAway.Init") // JMH opens it
    private Block block;

    @SuppressWarnings("NullAway.Init") // JMH opens it
    private BlockPass pass;

    private static Block block() {
        Examples digits = new DrawnDigits().split(SplitName.TRAIN);
        BlockPlan plan = new BlockPlan(ROWS, ROWS);
        try (BlockReader reader = BlockReader.open(digits, plan, plan.all())) {
            return reader.next();
        }
    }

    private static BlockPass open(String network, String kernel) {
        List<Integer> sizes =
                Stream.of(network.split("-")).map(Integer::valueOf).toList();
        Loss loss = sizes.get(sizes.size() - 1) == 1 ? Loss.MSE : Loss.CROSS_ENTROPY;
        Parameters parameters =
                Parameters.initial(new Architecture(sizes, Activation.RELU, loss), Initializer.KAIMING_FAN_IN, 42);
        return plan(kernel).open(parameters);
    }

    private static PassPlan plan(String kernel) {
        return new PassPlan(Kernel.valueOf(kernel.toUpperCase(Locale.ROOT)).onCpu(), STANDARDIZER);
    }

    @Setup
    public void open() {
        block = plan(kernel).prepare(block());
        pass = open(network, kernel);
    }

    @TearDown
    public void close() {
        pass.close();
    }

    /** Forward and backward: the block's gradient. */
    @Benchmark
    public BlockGradient gradient() {
        return pass.gradient(block);
    }

    /** Forward alone, as for an evaluation. */
    @Benchmark
    public BlockForward forward() {
        return pass.forward(block);
    }
}
