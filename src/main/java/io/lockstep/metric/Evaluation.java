package io.lockstep.metric;

import io.lockstep.network.Architecture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What forward passes over many blocks tell.
 *
 * @param loss mean loss
 * @param accuracy share of the examples whose class is predicted, 0 .. 1
 * @param exampleCount how many examples
 * @param confusion who was taken for whom
 * @param activations of each module, in the order of the data's path
 */
public record Evaluation(
        double loss, double accuracy, long exampleCount, Confusion confusion, List<Activations> activations) {

    /**
     * Statistics of one module's output.
     *
     * @param name {@code linear 1}, {@code relu 1}, ...
     */
    public record Activations(String name, double mean, double deviation, Histogram histogram) {}

    /** Adds the blocks up in their global order, whatever order they come in: double sums are not exact. */
    public static Evaluation of(Architecture architecture, List<BlockEvaluation> blocks) {
        List<BlockEvaluation> ordered = blocks.stream()
                .sorted(Comparator.comparingInt(BlockEvaluation::block))
                .toList();
        double lossSum = 0;
        for (BlockEvaluation block : ordered) {
            lossSum += block.lossSum();
        }
        Confusion confusion = ordered.stream()
                .map(BlockEvaluation::confusion)
                .reduce(Confusion::plus)
                .orElseThrow();
        long exampleCount = confusion.total();
        List<Activations> activations = new ArrayList<>();
        for (int module = 0; module < 2 * architecture.layers() - 1; module++) {
            int index = module;
            ActivationSums sums = ordered.stream()
                    .map(block -> block.activations().get(index))
                    .reduce(ActivationSums::plus)
                    .orElseThrow();
            String kind = module % 2 == 0 ? "linear" : architecture.activation().toString();
            activations.add(
                    new Activations(kind + " " + (module / 2 + 1), sums.mean(), sums.deviation(), sums.histogram()));
        }
        return new Evaluation(
                lossSum / exampleCount,
                (double) confusion.correct() / exampleCount,
                exampleCount,
                confusion,
                activations);
    }
}
