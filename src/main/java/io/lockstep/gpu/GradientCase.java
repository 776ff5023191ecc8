package io.lockstep.gpu;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.check.Agreement;
import io.lockstep.check.ReferenceGradients;
import io.lockstep.check.TensorAgreement;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A network with examples, whose gradient is computed.
 *
 * @param architecture the network
 * @param plan how many examples, in blocks of how many rows
 * @param seed of the weights, and of the examples where they are not digits
 */
public record GradientCase(Architecture architecture, BlockPlan plan, long seed) {
    private static final int DIGITS = 1_300; // two blocks of 512 and a short one
    private static final int BLOCK_ROWS = 512;
    private static final int PIXELS = 784;
    private static final int LARGEST_RANDOM_SIZE = 600;
    private static final int MOST_RANDOM_ROWS = 700;
    private static final int LABELS = 10;
    /** For pixels that are uniform over 0 .. 255: of variance (256² - 1) / 12. */
    private static final Standardizer UNIFORM = new Standardizer(127.5 / 256, Math.sqrt(65_535 / 12.0) / 256);

    /** The networks of the golden gradients, on drawn digits. */
    public static Stream<GradientCase> golden() {
        return Stream.of(
                        new Architecture(List.of(PIXELS, 50, 1), Activation.RELU, Loss.MSE),
                        new Architecture(List.of(PIXELS, 50, 1), Activation.SHIFTED_RELU, Loss.MSE),
                        new Architecture(List.of(PIXELS, 50, LABELS), Activation.RELU, Loss.CROSS_ENTROPY))
                .map(architecture -> new GradientCase(architecture, new BlockPlan(DIGITS, BLOCK_ROWS), 1));
    }

    /** So many networks and blocks of random sizes, one to four layers deep. */
    public static Stream<GradientCase> random(int count, long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> draw(random)).limit(count);
    }

    private static GradientCase draw(Random random) {
        Loss loss = random.nextBoolean() ? Loss.MSE : Loss.CROSS_ENTROPY;
        List<Integer> sizes = new ArrayList<>();
        for (int layers = 1 + random.nextInt(4); layers > 0; layers--) {
            sizes.add(1 + random.nextInt(LARGEST_RANDOM_SIZE));
        }
        sizes.add(loss == Loss.MSE ? 1 : LABELS + random.nextInt(20));
        Activation activation = random.nextBoolean() ? Activation.RELU : Activation.SHIFTED_RELU;
        int rows = 1 + random.nextInt(MOST_RANDOM_ROWS);
        return new GradientCase(
                new Architecture(sizes, activation, loss),
                new BlockPlan(rows, 1 + random.nextInt(rows)),
                random.nextLong());
    }

    /**
     * How the plan's gradient compares with the reference's.
     *
     * @param agreement tensor by tensor
     * @param share the largest part of its bound that a tensor's error takes up; over 1 they differ
     * @param worst that tensor
     */
    public record Result(Agreement agreement, double share, String worst) {
        private static Result of(Agreement agreement) {
            TensorAgreement worst = agreement.tensors().stream()
                    .max((one, other) -> Double.compare(share(one), share(other)))
                    .orElseThrow();
            return new Result(agreement, share(worst), worst.name());
        }

        private static double share(TensorAgreement tensor) {
            return tensor.normwise() / tensor.tolerance();
        }
    }

    /** Computes both and compares. */
    public Result check(PassPlan passPlan) {
        List<Block> blocks = blocks();
        PassPlan pass = passPlan.with(standardizer());
        Gradient gradient = BlockSums.gradientSum(blocks.iterator(), parameters(), pass, plan.fullBatch(1))
                .mean();
        ReferenceGradients.Measured reference = new ReferenceGradients(
                        blocks, standardizer(), pass.kernel().roundoffOfFactors())
                .measure(parameters(), plan.fullBatch(1));
        return Result.of(Agreement.within(
                reference.bound(), pass.kernel().toString(), gradient, "reference", reference.gradient()));
    }

    private Parameters parameters() {
        return Parameters.initial(architecture, Initializer.KAIMING_FAN_IN, seed);
    }

    private boolean isOfDigits() {
        return architecture.inputs() == PIXELS;
    }

    private Standardizer standardizer() {
        return isOfDigits() ? Digits.STANDARDIZER : UNIFORM;
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        if (isOfDigits()) {
            try (BlockReader reader = BlockReader.open(new DrawnDigits().training(), plan, plan.all())) {
                reader.forEachRemaining(blocks::add);
            }
            return blocks;
        }
        Random random = new Random(seed);
        for (int index = 0; index < plan.blockCount(); index++) {
            byte[] labels = new byte[plan.rows(index)];
            byte[] pixels = new byte[labels.length * architecture.inputs()];
            random.nextBytes(pixels);
            for (int row = 0; row < labels.length; row++) {
                labels[row] = (byte) random.nextInt(LABELS);
            }
            blocks.add(new Block(
                    index,
                    (long) index * plan.blockRows(),
                    new ByteFeatures(architecture.inputs(), pixels),
                    ClassTargets.of(labels)));
        }
        return blocks;
    }
}
