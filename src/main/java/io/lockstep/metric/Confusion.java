package io.lockstep.metric;

import io.lockstep.data.ClassTargets;
import io.lockstep.network.Outputs;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The confusion matrix: the number of examples for each label and predicted class. Exact counts, so that the order in which blocks
 * are added cannot change them.
 *
 * @param counts (classes, classes): a row for each label, a column for each predicted class
 */
public record Confusion(List<List<Long>> counts) implements Serializable {

    /** The matrix of some examples. Its size is the largest class among them, and at least the number of outputs. */
    public static Confusion of(Outputs outputs, ClassTargets targets) {
        ConfusionCounts counts = new ConfusionCounts();
        counts.add(outputs, targets);
        return counts.confusion();
    }

    /** The sum of two matrices. */
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

    /** Examples with this label that were predicted as that class. */
    public long count(int label, int predicted) {
        return Math.max(label, predicted) < classes() ? counts.get(label).get(predicted) : 0;
    }

    /** Examples in all. */
    public long total() {
        return counts.stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
    }

    /** Correctly predicted examples. */
    public long correct() {
        long correct = 0;
        for (int label = 0; label < classes(); label++) {
            correct += count(label, label);
        }
        return correct;
    }

    /** The precision of a class; NaN if it was never predicted. */
    public double precision(int predicted) {
        return (double) count(predicted, predicted) / ofPredicted(predicted);
    }

    /** The recall of a class; NaN if there are no examples of it. */
    public double recall(int label) {
        return (double) count(label, label) / ofLabel(label);
    }

    /** Examples of a class. */
    public long ofLabel(int label) {
        return counts.get(label).stream().mapToLong(Long::longValue).sum();
    }

    /** Examples that were predicted as a class. */
    public long ofPredicted(int predicted) {
        return counts.stream().mapToLong(row -> row.get(predicted)).sum();
    }
}
