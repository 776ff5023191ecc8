package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.cluster.PlantedCluster;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.PlantedPass;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How each {@link SilentFault} happens, and that it did. */
final class Planting {
    /** Counts on executors too, which are threads of this JVM. */
    private static final AtomicInteger FIRED = new AtomicInteger();

    private static final Map<Integer, Parameters> KEPT = new ConcurrentHashMap<>();

    private Planting() {}

    static void fire() {
        FIRED.incrementAndGet();
    }

    static int fired() {
        return FIRED.get();
    }

    static void reset() {
        FIRED.set(0);
        KEPT.clear();
    }

    static PassFactory counted(PassFactory passes) {
        return parameters -> {
            if (PlantedCluster.inTask()) {
                fire();
            }
            return passes.open(parameters);
        };
    }

    static PassFactory in(FaultyPass.Fault fault, Scaling scaling) {
        return counted(parameters -> new FaultyPass(parameters, scaling, fault));
    }

    static GradientSum total(List<GradientSum> sums, Batch batch) {
        GradientSum total = GradientSum.zero(sums.get(0).mean().architecture(), batch);
        sums.forEach(total::merge);
        return total;
    }

    static GradientSum meanOfMeans(List<GradientSum> sums, Batch batch) {
        double[] values = new double[sums.get(0).mean().values().length];
        double loss = 0;
        double weightSum = 0;
        for (GradientSum sum : sums) {
            Gradient mean = sum.mean();
            weightSum += mean.weightSum();
            for (int i = 0; i < values.length; i++) {
                values[i] += mean.values()[i] / sums.size();
            }
            loss += mean.loss() / sums.size();
        }
        fire();
        Architecture architecture = sums.get(0).mean().architecture();
        return times(new Gradient(architecture, values, loss, batch.exampleCount(), weightSum), batch, 1);
    }

    /** Divided by so much, not by the sum of the weights. */
    static GradientSum dividedBy(double divisor, GradientSum sum, Batch batch) {
        fire();
        Gradient mean = sum.mean();
        return times(mean, batch, mean.weightSum() / divisor);
    }

    private static GradientSum times(Gradient mean, Batch batch, double factor) {
        double[] values = mean.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor * mean.weightSum();
        }
        double lossSum = mean.loss() * factor * mean.weightSum();
        return GradientSum.of(mean.architecture(), batch, values, lossSum, mean.weightSum(), mean.exampleCount());
    }

    /** The first parameters that partition 1 ever had: in step 2, those of the step before. */
    static Parameters stale(Parameters parameters) {
        int partition = PlantedCluster.partition();
        if (partition != 1) {
            return parameters;
        }
        Parameters kept = KEPT.computeIfAbsent(partition, first -> parameters);
        if (!kept.sha256().equals(parameters.sha256())) {
            fire();
        }
        return kept;
    }

    /** The sum where the mean should be: n times too much before the division. */
    record Undivided(GradientSource source) implements SecondOpinion {
        @Override
        public String name() {
            return source.name();
        }

        @Override
        public boolean exact() {
            return true;
        }

        @Override
        public GradientSum gradientSum(Parameters parameters, Batch batch) {
            return dividedBy(1, source.gradientSum(parameters, batch), batch);
        }

        @Override
        public List<BlockDigest> digests(Parameters parameters, Batch batch) {
            return source.digests(parameters, batch);
        }
    }

    /** The last bit of one value of block 7, once. */
    static final class Flipping extends PlantedPass {
        private final int position;

        Flipping(BlockPass right, int position) {
            super(right);
            this.position = position;
        }

        @Override
        public BlockGradient gradient(Block block) {
            BlockGradient gradient = right.gradient(block);
            if (block.index() == 7 && FIRED.compareAndSet(0, 1)) {
                float[] values = gradient.gradientSum();
                values[position] = Float.intBitsToFloat(Float.floatToIntBits(values[position]) ^ 1);
            }
            return gradient;
        }
    }
}
