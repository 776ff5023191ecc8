package io.lockstep.gradient;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.data.ClassTargets;
import io.lockstep.metric.EvaluationSums;
import io.lockstep.metric.Mistake;
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
        return sum;
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
        return evaluate(blocks, parameters, List.of(passes)).get(0);
    }

    /** The evaluation sums of several forward passes over the blocks, which are read once. */
    public static List<EvaluationSums> evaluate(
            Iterator<Block> blocks, Parameters parameters, List<PassFactory> passes) {
        List<BlockPass> open = new ArrayList<>();
        List<EvaluationSums> sums = new ArrayList<>();
        try {
            for (PassFactory factory : passes) {
                open.add(factory.open(parameters));
                sums.add(new EvaluationSums(parameters.architecture()));
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

    /** The misclassified examples, the worst first, at most so many. */
    public static List<Mistake> mistakes(Iterator<Block> blocks, Parameters parameters, PassFactory passes, int count) {
        PriorityQueue<Mistake> worst = new PriorityQueue<>(Mistake.WORST_FIRST.reversed());
        try (BlockPass pass = passes.open(parameters)) {
            blocks.forEachRemaining(block -> {
                if (!(block.targets() instanceof ClassTargets targets)) {
                    return;
                }
                Outputs outputs = pass.forward(block).outputs();
                for (int row = 0; row < block.rows(); row++) {
                    if (outputs.predicted(row) != targets.label(row)) {
                        worst.add(mistake(block, row, targets.label(row), outputs));
                    }
                    if (worst.size() > count) {
                        worst.remove();
                    }
                }
            });
        }
        return worst.stream().sorted(Mistake.WORST_FIRST).toList();
    }

    /** Merges the worst mistakes of two tasks, at most so many. */
    public static List<Mistake> worst(List<Mistake> some, List<Mistake> others, int count) {
        return Stream.concat(some.stream(), others.stream())
                .sorted(Mistake.WORST_FIRST)
                .limit(count)
                .toList();
    }

    private static Mistake mistake(Block block, int row, int label, Outputs outputs) {
        double[] probabilities = outputs.probabilities(row);
        return new Mistake(
                block.firstExample() + row,
                label,
                outputs.predicted(row),
                probabilities[Math.min(label, probabilities.length - 1)],
                outputs.loss(row, label),
                block.features().slice(row, row + 1));
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
