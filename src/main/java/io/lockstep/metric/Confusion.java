package io.lockstep.metric;

import io.lockstep.network.Outputs;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The confusion matrix: how many examples of each class were taken for which. Exact counts, so that the order in which blocks
 * are added cannot change them.
 *
 * @param counts (classes, classes): a row for each label, a column for each predicted class
 */
public record Confusion(List<List<Long>> counts) implements Serializable {

    /** Of some examples. It is as large as the largest class among them, the network's outputs at least. */
    public static Confusion of(Outputs outputs, byte[] labels) {
        ConfusionCounts counts = new ConfusionCounts();
        counts.add(outputs, labels);
        return counts.confusion();
    }

    /** Of both. */
    public Confusion plus(Confusion other) {
        int classes = Math.max(classes(), other.classes());
        List<List<Long>> sum = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            List<Long> row = new ArrayList<>();
            for (int predicted = 0; predicted < classes; predicted++) {
                row.add(count(label, predicted) + other.count(label, predicted));
            }
            sum.add(List.copyOf(row));
        }
        return new Confusion(List.copyOf(sum));
    }

    /** Number of classes. */
    public int classes() {
        return counts.size();
    }

    /** Examples with this label that were taken for that class. */
    public long count(int label, int predicted) {
        return Math.max(label, predicted) < classes() ? counts.get(label).get(predicted) : 0;
    }

    /** Examples in all. */
    public long total() {
        return counts.stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
    }

    /** Examples whose class was predicted. */
    public long correct() {
        long correct = 0;
        for (int label = 0; label < classes(); label++) {
            correct += count(label, label);
        }
        return correct;
    }

    /** Of the examples that were taken for a class, the share that is of it; NaN where none was. */
    public double precision(int predicted) {
        return (double) count(predicted, predicted) / ofPredicted(predicted);
    }

    /** Of the examples of a class, the share that was recognised; NaN where there are none. */
    public double recall(int label) {
        return (double) count(label, label) / ofLabel(label);
    }

    /** Examples of a class. */
    public long ofLabel(int label) {
        return counts.get(label).stream().mapToLong(Long::longValue).sum();
    }

    /** Examples that were taken for a class. */
    public long ofPredicted(int predicted) {
        return counts.stream().mapToLong(row -> row.get(predicted)).sum();
    }
}
