package io.lockstep.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a forward pass over many blocks tells.
 *
 * @param loss mean loss
 * @param accuracy share of the examples whose class is predicted, 0 .. 1
 * @param exampleCount how many examples
 * @param activations mean and deviation of what each module gives, in the order of the data's path
 */
public record Evaluation(double loss, double accuracy, long exampleCount, List<Activations> activations) {

    /**
     * Statistics of one module's output.
     *
     * @param name {@code linear 1}, {@code relu 1}, ...
     */
    public record Activations(String name, double mean, double deviation) {}

    /** Adds the blocks up in their global order, whatever order they come in: double sums are not exact. */
    public static Evaluation of(Architecture architecture, List<BlockForward> blocks) {
        List<BlockForward> ordered = blocks.stream()
                .sorted(Comparator.comparingInt(BlockForward::block))
                .toList();
        double lossSum = 0;
        long correctCount = 0;
        long exampleCount = 0;
        for (BlockForward block : ordered) {
            lossSum += block.lossSum();
            correctCount += block.correctCount();
            exampleCount += block.exampleCount();
        }
        List<Activations> activations = new ArrayList<>();
        for (int module = 0; module < 2 * architecture.layers() - 1; module++) {
            int index = module;
            MomentSums moments = ordered.stream()
                    .map(block -> block.activations().get(index))
                    .reduce(MomentSums::plus)
                    .orElseThrow();
            String kind = module % 2 == 0 ? "linear" : architecture.activation().toString();
            activations.add(new Activations(kind + " " + (module / 2 + 1), moments.mean(), moments.deviation()));
        }
        return new Evaluation(lossSum / exampleCount, (double) correctCount / exampleCount, exampleCount, activations);
    }
}
