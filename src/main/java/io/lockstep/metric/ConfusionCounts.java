package io.lockstep.metric;

import io.lockstep.data.ClassTargets;
import io.lockstep.network.Outputs;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Counts the examples of a {@link Confusion} matrix in place, as a task does with its blocks. */
public final class ConfusionCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    private long[][] counts = new long[0][0]; // (classes, classes): a row for each label

    /** Adds some examples. The matrix grows to the largest class among them, and at least to the number of outputs. */
    public void add(Outputs outputs, ClassTargets targets) {
        grow(outputs.columns());
        for (int row = 0; row < targets.rows(); row++) {
            int label = targets.label(row);
            int predicted = outputs.predicted(row);
            grow(1 + Math.max(label, predicted));
            counts[label][predicted]++;
        }
    }

    /** Adds other counts. */
    void merge(ConfusionCounts other) {
        grow(other.counts.length);
        for (int label = 0; label < other.counts.length; label++) {
            for (int predicted = 0; predicted < other.counts.length; predicted++) {
                counts[label][predicted] += other.counts[label][predicted];
            }
        }
    }

    private void grow(int classes) {
        int before = counts.length;
        if (classes > before) {
            counts = Arrays.copyOf(counts, classes);
            for (int label = 0; label < classes; label++) {
                counts[label] = label < before ? Arrays.copyOf(counts[label], classes) : new long[classes];
            }
        }
    }

    /** The counts so far. */
    public Confusion confusion() {
        List<List<Long>> rows = Stream.of(counts)
                .map(row -> LongStream.of(row).boxed().toList())
                .toList();
        return new Confusion(rows);
    }
}
