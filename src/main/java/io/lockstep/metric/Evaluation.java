package io.lockstep.metric;

import io.lockstep.network.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * The metrics of forward passes over many blocks.
 *
 * @param loss mean loss
 * @param accuracy share of correctly predicted examples, 0 .. 1
 * @param exampleCount number of examples
 * @param confusion confusion matrix
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

    /** The metrics of all blocks; bit-identical for any distribution of the blocks over tasks. */
    public static Evaluation of(Architecture architecture, EvaluationSums blocks) {
        Confusion confusion = blocks.confusion();
        long exampleCount = blocks.exampleCount();
        if (exampleCount < 1) {
            throw new IllegalStateException("expected an evaluation of at least 1 example, found none");
        }
        List<Activations> activations = new ArrayList<>();
        for (ActivationSums sums : blocks.activations()) {
            int module = activations.size();
            String kind = module % 2 == 0 ? "linear" : architecture.activation().toString();
            activations.add(
                    new Activations(kind + " " + (module / 2 + 1), sums.mean(), sums.deviation(), sums.histogram()));
        }
        return new Evaluation(
                blocks.lossSum() / exampleCount,
                (double) confusion.correct() / exampleCount,
                exampleCount,
                confusion,
                activations);
    }
}
