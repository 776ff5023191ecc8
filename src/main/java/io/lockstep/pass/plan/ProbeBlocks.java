package io.lockstep.pass.plan;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.Sha256;
import io.lockstep.data.Standardizer;
import io.lockstep.data.Targets;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Blocks and parameters that are identical on every machine, to check whether results of two machines are bit-identical. They have the sizes of a
 * run's own blocks, because a library chooses its code by size: OpenBLAS's kernels for two types of processor can give the
 * same bits for 512 rows, and other bits for 336 or 8,192. Of each size there are blocks with blank columns, too, as many as images have:
 * the kernel vector lists what is not 0 in such a block, and multiplies all numbers of another.
 *
 * @param architecture of the run
 * @param rows the different sizes of its blocks
 */
public record ProbeBlocks(Architecture architecture, List<Integer> rows) implements Serializable {
    /** The share of columns that are not blank, over all blocks. */
    private static final double DRAWN = 7 / 12.0;
    /** The mean of pixels that are uniform over 0 .. 255, and that of their squares. */
    private static final double MEAN = 127.5;

    private static final double MEAN_SQUARE = 255 * 511 / 6.0;
    /** For the pixels of all blocks. Its offset is below 1, so that the kernel vector puts it into weights and bias, as it does for images. */
    public static final Standardizer STANDARDIZER =
            new Standardizer(DRAWN * MEAN / 256, Math.sqrt(DRAWN * MEAN_SQUARE - DRAWN * MEAN * DRAWN * MEAN) / 256);

    private static final long SEED = 20_250_101;
    private static final int DIGITS = 10;
    /** Of four columns, those that are not blank: in all blocks first, then in others. */
    private static final int[] QUARTERS = {4, 2, 1};

    public ProbeBlocks {
        rows = List.copyOf(rows);
    }

    /** For a run over blocks of these plans. */
    public static ProbeBlocks of(Architecture architecture, BlockPlan... plans) {
        return new ProbeBlocks(
                architecture,
                Stream.of(plans)
                        .flatMap(plan -> plan.sizes().stream())
                        .distinct()
                        .toList());
    }

    /** SHA-256 of the gradient and the loss of each block, computed here as those of a run are: by this plan, from prepared blocks. */
    public String digest(PassPlan plan) {
        return digest(plan, plan::prepare);
    }

    /** The same by any passes. */
    String digest(PassFactory passes, UnaryOperator<Block> prepared) {
        Parameters parameters = Parameters.initial(architecture, Initializer.KAIMING_FAN_IN, SEED);
        Sha256 digest = new Sha256();
        try (BlockPass pass = passes.open(parameters)) {
            for (int index = 0; index < count(); index++) {
                BlockGradient gradient = pass.gradient(prepared.apply(block(index)));
                digest.add(gradient.gradientSum()).add(new double[] {gradient.lossSum()});
            }
        }
        return digest.hex();
    }

    /** Number of blocks: every size without blank columns, and again with more and more. */
    int count() {
        return rows.size() * QUARTERS.length;
    }

    /** Uniform pixels, except in the last columns of later blocks, and each label in turn. */
    Block block(int index) {
        int size = rows.get(index % rows.size());
        int columns = architecture.inputs();
        byte[] pixels = new byte[Math.multiplyExact(size, columns)];
        new Random(SEED + index).nextBytes(pixels); // its algorithm is part of the Java specification
        int drawn = columns * QUARTERS[index / rows.size()] / 4;
        for (int row = 0; row < size; row++) {
            Arrays.fill(pixels, row * columns + drawn, (row + 1) * columns, (byte) 0);
        }
        int classes = architecture.loss() == Loss.MSE ? DIGITS : architecture.outputs();
        int[] labels = new int[size];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = row % classes;
        }
        return new Block(index, 0, new ByteFeatures(columns, pixels), targets(new ClassTargets(labels)));
    }

    /** The labels; of a network with several numbers as output, each of them. */
    private Targets targets(ClassTargets labels) {
        int outputs = architecture.outputs();
        if (architecture.loss() != Loss.MSE || outputs == 1) {
            return labels;
        }
        float[] numbers = new float[labels.rows() * outputs];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = labels.label(i / outputs);
        }
        return new NumberTargets(outputs, numbers);
    }
}
