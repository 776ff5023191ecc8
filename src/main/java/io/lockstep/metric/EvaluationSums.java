package io.lockstep.metric;

import io.lockstep.data.ClassTargets;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.TargetUnits;
import io.lockstep.data.Targets;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sums of forward passes over some blocks, of one task or of all: the data that is sent for an {@link Evaluation}. Counts and exact sums
 * are added at once. Sums of doubles, a few numbers, are kept for each block and added at the end in the blocks' global order: they
 * are not exact, and no bit may depend on which task has which blocks.
 */
public final class EvaluationSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ConfusionCounts confusion = new ConfusionCounts();
    private final RegressionSums regression = new RegressionSums();
    private final @Nullable ScoreCounts
            scores; // null where there are not two classes, or nobody asks for their ranking
    private final long[] counts; // (modules): how many numbers each module has put out
    private final long[][] histograms; // (modules, bins)
    private final List<OfBlock> blocks = new ArrayList<>();
    private long exampleCount;

    /**
     * The sums of one block.
     *
     * @param index of the block
     * @param lossSum sum of the examples' losses
     * @param activations (2 * modules): sum, sum of squares of each module's output
     */
    private record OfBlock(int index, double lossSum, double[] activations) implements Serializable {}

    /** Empty sums. */
    public EvaluationSums(Architecture architecture) {
        this(architecture, true);
    }

    /**
     * Empty sums.
     *
     * @param isRanked whether two classes' scores are to be ranked, which takes memory for each distinct score
     */
    public EvaluationSums(Architecture architecture, boolean isRanked) {
        boolean twoClasses = architecture.loss() == Loss.CROSS_ENTROPY && architecture.outputs() == 2;
        scores = isRanked && twoClasses ? new ScoreCounts() : null;
        int modules = 2 * architecture.layers() - 1; // a linear layer each, with an activation between two
        counts = new long[modules];
        histograms = new long[modules][Histogram.BINS];
    }

    /**
     * Adds a block.
     *
     * @param activations of each module, in the order of the data's path
     */
    public void add(int block, double lossSum, Outputs outputs, Targets targets, List<ActivationSums> activations) {
        exampleCount += targets.rows();
        if (targets instanceof ClassTargets classes) {
            confusion.add(outputs, classes);
            if (scores != null) {
                scores.add(outputs, classes);
            }
        } else {
            regression.add(block, outputs, (NumberTargets) targets);
        }
        double[] sums = new double[2 * counts.length];
        for (int module = 0; module < counts.length; module++) {
            ActivationSums activation = activations.get(module);
            counts[module] += activation.count();
            sums[2 * module] = activation.sum();
            sums[2 * module + 1] = activation.squares();
            activation.histogram().addTo(histograms[module]);
        }
        blocks.add(new OfBlock(block, lossSum, sums));
    }

    /** Adds the sums of other blocks of the same network; returns this one. */
    public EvaluationSums merge(EvaluationSums other) {
        confusion.merge(other.confusion);
        regression.merge(other.regression);
        if (scores != null && other.scores != null) {
            scores.merge(other.scores);
        }
        exampleCount += other.exampleCount;
        for (int module = 0; module < counts.length; module++) {
            counts[module] += other.counts[module];
            for (int bin = 0; bin < Histogram.BINS; bin++) {
                histograms[module][bin] += other.histograms[module][bin];
            }
        }
        blocks.addAll(other.blocks);
        return this;
    }

    /** Number of examples. */
    long exampleCount() {
        return exampleCount;
    }

    /** How well the examples are predicted. */
    Quality quality(TargetUnits units) {
        return regression.isEmpty()
                ? Classification.of(confusion.confusion(), scores == null ? null : scores.twoClasses())
                : regression.regression(units);
    }

    /** The sum of the losses of all examples. */
    double lossSum() {
        double sum = 0;
        for (OfBlock block : inOrder()) {
            sum += block.lossSum;
        }
        return sum;
    }

    /** The sums for the output of each module, in the order of the data's path. */
    List<ActivationSums> activations() {
        double[] sums = new double[2 * counts.length];
        for (OfBlock block : inOrder()) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += block.activations[i];
            }
        }
        List<ActivationSums> activations = new ArrayList<>();
        for (int module = 0; module < counts.length; module++) {
            activations.add(new ActivationSums(
                    counts[module], sums[2 * module], sums[2 * module + 1], Histogram.of(histograms[module])));
        }
        return activations;
    }

    private List<OfBlock> inOrder() {
        return blocks.stream().sorted(Comparator.comparingInt(OfBlock::index)).toList();
    }
}
