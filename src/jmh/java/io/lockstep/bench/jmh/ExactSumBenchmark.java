package io.lockstep.bench.jmh;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.BlockGradient;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What exactness costs: one block's gradient of 784-50-1 (39,301 numbers) into the sum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ExactSumBenchmark {
    private static final int ROWS = 512;

    private final Architecture architecture = new Architecture(List.of(784, 50, 1), Activation.RELU, Loss.MSE);
    private final Batch batch = new BlockPlan(50_000, ROWS).batch(1);
    private final GradientSum other = GradientSum.zero(architecture, batch);
    private BlockGradient gradient = new BlockGradient(0, new float[0], 0, 0);
    private float[] plain = new float[0];
    private GradientSum sum = GradientSum.zero(architecture, batch);

    @Setup
    public void draw() {
        Random random = new Random(1);
        float[] values = new float[architecture.parameterCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        gradient = new BlockGradient(0, values, 1, ROWS);
        plain = new float[values.length];
    }

    /** A sum that has taken too many blocks would leave its range. */
    @Setup(Level.Iteration)
    public void empty() {
        sum = GradientSum.zero(architecture, batch);
    }

    @Benchmark
    public GradientSum add() {
        return sum.add(gradient);
    }

    @Benchmark
    public GradientSum merge() {
        return sum.merge(other);
    }

    /** What one would do without the promise. */
    @Benchmark
    public float[] addAsFloats() {
        float[] values = gradient.gradientSum();
        for (int i = 0; i < plain.length; i++) {
            plain[i] += values[i];
        }
        return plain;
    }
}
