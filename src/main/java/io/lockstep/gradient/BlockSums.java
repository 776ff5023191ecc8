package io.lockstep.gradient;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.Features;
import io.lockstep.data.NumberTargets;
import io.lockstep.metric.EvaluationSums;
import io.lockstep.metric.LargeError;
import io.lockstep.metric.Mistake;
import io.lockstep.metric.WrongClass;
import io.lockstep.network.Outputs;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.GroupPass;
import io.lockstep.pass.PassFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** A task's work on its blocks, on an executor or on one machine: the same code, hence bit-identical results. */
public final class BlockSums {
    private BlockSums() {}

    /** The exact sum of the gradients of those blocks that belong to the batch; empty if there are none. */
    public static GradientSum gradientSum(
            Iterator<Block> blocks, Parameters parameters, PassFactory passes, Batch batch) {
        return gradientSum(blocks, parameters, passes, batch, block -> false, block -> {});
    }

    /** The same, also passing the gradients of some blocks, by index, to an observer as they are added. */
    public static GradientSum gradientSum(
            Iterator<Block> blocks,
            Parameters parameters,
            PassFactory passes,
            Batch batch,
            IntPredicate shown,
            Consumer<BlockGradient> added) {
        GradientSum sum = GradientSum.zero(parameters.architecture(), batch);
        add(blocks, parameters, passes, batch, sum, shown, added);
        return sum;
    }

    /** Adds the gradients of those blocks that belong to the batch to a sum. */
    public static void add(
            Iterator<Block> blocks, Parameters parameters, PassFactory passes, Batch batch, GradientSum sum) {
        add(blocks, parameters, passes, batch, sum, block -> false, block -> {});
    }

    private static void add(
            Iterator<Block> blocks,
            Parameters parameters,
            PassFactory passes,
            Batch batch,
            GradientSum sum,
            IntPredicate shown,
            Consumer<BlockGradient> added) {
        try (BlockPass pass = passes.open(parameters)) {
            GroupSums groups = pass instanceof GroupPass several ? new GroupSums(several, sum) : null;
            while (blocks.hasNext()) {
                Block block = blocks.next();
                if (!batch.contains(block.index())) {
                    continue;
                }
                if (shown.test(block.index())) {
                    BlockGradient gradient = pass.gradient(block);
                    sum.add(gradient);
                    added.accept(gradient);
                } else if (groups != null) {
                    groups.add(block);
                } else {
                    sum.add(pass.gradient(block));
                }
            }
            if (groups != null) {
                groups.finish();
            }
        }
    }

    /** Digests of those blocks' contributions to that sum, for comparison; {@code place} names the executor. */
    public static List<BlockDigest> digests(
            Iterator<Block> blocks, Parameters parameters, PassFactory passes, Batch batch, String place) {
        List<BlockDigest> digests = new ArrayList<>();
        try (BlockPass pass = passes.open(parameters)) {
            blocks.forEachRemaining(block -> {
                if (batch.contains(block.index())) {
                    digests.add(BlockDigest.of(block, pass.gradient(block), place));
                }
            });
        }
        return digests;
    }

    /** The evaluation sums of the blocks by a forward pass. */
    public static EvaluationSums evaluate(Iterator<Block> blocks, Parameters parameters, PassFactory passes) {
        return evaluate(blocks, parameters, List.of(passes), true).get(0);
    }

    /**
     * The evaluation sums of several forward passes over the blocks, which are read once.
     *
     * @param isRanked whether two classes' scores are ranked, too, which takes memory by the row
     */
    public static List<EvaluationSums> evaluate(
            Iterator<Block> blocks, Parameters parameters, List<PassFactory> passes, boolean isRanked) {
        List<BlockPass> open = new ArrayList<>();
        List<EvaluationSums> sums = new ArrayList<>();
        try {
            for (PassFactory factory : passes) {
                open.add(factory.open(parameters));
                sums.add(new EvaluationSums(parameters.architecture(), isRanked));
            }
            blocks.forEachRemaining(block -> {
                for (int i = 0; i < open.size(); i++) {
                    open.get(i).forward(block).addTo(sums.get(i), block.targets());
                }
            });
        } finally {
            open.forEach(BlockPass::close);
        }
        return sums;
    }

    /** The misclassified examples, or those with the largest errors of a regression, the worst first, at most so many. */
    public static List<Mistake> mistakes(Iterator<Block> blocks, Parameters parameters, PassFactory passes, int count) {
        PriorityQueue<Mistake> worst = new PriorityQueue<>(Mistake.WORST_FIRST.reversed());
        try (BlockPass pass = passes.open(parameters)) {
            blocks.forEachRemaining(block -> {
                Outputs outputs = pass.forward(block).outputs();
                for (int row = 0; row < block.rows(); row++) {
                    if (isAmong(worst, count, block, row, outputs)) {
                        worst.add(mistake(block, row, outputs));
                    }
                    if (worst.size() > count) {
                        worst.remove();
                    }
                }
            });
        }
        return worst.stream().sorted(Mistake.WORST_FIRST).toList();
    }

    /** Whether a row may be among the worst: any that is misclassified, or an error as large as the smallest of them. */
    private static boolean isAmong(PriorityQueue<Mistake> worst, int count, Block block, int row, Outputs outputs) {
        if (block.targets() instanceof ClassTargets classes) {
            return outputs.predicted(row) != classes.label(row);
        }
        double size = LargeError.size(row, outputs, (NumberTargets) block.targets());
        return size != 0 && (worst.size() < count || !(size < worst.element().size()));
    }

    /** Merges the worst mistakes of two tasks, at most so many. */
    public static List<Mistake> worst(List<Mistake> some, List<Mistake> others, int count) {
        return Stream.concat(some.stream(), others.stream())
                .sorted(Mistake.WORST_FIRST)
                .limit(count)
                .toList();
    }

    private static Mistake mistake(Block block, int row, Outputs outputs) {
        long example = block.firstExample() + row;
        Features features = block.features().slice(row, row + 1);
        if (block.targets() instanceof NumberTargets numbers) {
            return LargeError.of(example, row, outputs, numbers, features);
        }
        int label = ((ClassTargets) block.targets()).label(row);
        double[] probabilities = outputs.probabilities(row);
        return new WrongClass(
                example,
                label,
                outputs.predicted(row),
                probabilities[Math.min(label, probabilities.length - 1)],
                outputs.loss(row, label),
                features);
    }

    private static float[] weighted(float[] dInput, Block block) {
        float[] weights = block.weights();
        for (int i = 0; weights != null && i < dInput.length; i++) {
            dInput[i] *= weights[i / block.columns()];
        }
        return dInput;
    }

    /**
     * The gradient of each example's own loss, times its weight, with respect to its features, for the examples below a global id.
     *
     * @param examples exclusive upper bound of the examples' ids
     */
    public static List<InputGradient> inputGradients(
            Iterator<Block> blocks, Parameters parameters, PassFactory passes, long examples) {
        List<InputGradient> gradients = new ArrayList<>();
        try (BlockPass pass = passes.open(parameters)) {
            blocks.forEachRemaining(block -> {
                if (block.firstExample() < examples) {
                    gradients.add(new InputGradient(block.index(), weighted(pass.inputGradient(block), block)));
                }
            });
        }
        return gradients;
    }
}
