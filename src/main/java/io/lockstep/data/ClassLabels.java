package io.lockstep.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The labels that occur in the training rows, whole numbers of any range. Sorted, they become the classes
 * {@code 0 .. n - 1}: labels 1 to 26 are the classes 0 to 25.
 */
public final class ClassLabels implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A class takes one byte in memory. */
    public static final int MAX_CLASSES = 256;

    /** In an error; more labels are counted, not listed. */
    private static final int MAX_LISTED = 10;

    private final long[] labels;

    private ClassLabels(long[] labels) {
        this.labels = labels;
    }

    /** The labels {@code 0 .. count - 1}, where a label is its own class. */
    public static ClassLabels upTo(int count) {
        return new ClassLabels(LongStream.range(0, count).toArray());
    }

    /** Number of classes. */
    public int count() {
        return labels.length;
    }

    /** The labels as text, by class. */
    public List<String> names() {
        return LongStream.of(labels).mapToObj(Long::toString).toList();
    }

    /** The class of a label, or a negative number if no training row has it. */
    public int classOf(long label) {
        return Arrays.binarySearch(labels, label);
    }

    /**
     * The error of a label that no training row has.
     *
     * @param where the file and the offset or split
     * @param row the example
     */
    public DataException unknown(long label, String where, long row) {
        return new DataException(
                where,
                "a label that train has: " + this,
                label + " for example " + row,
                "Correct the label, remove the row, or train with examples of this class.");
    }

    /** {@code "0 to 9"}, or a list. */
    @Override
    public String toString() {
        int last = labels.length - 1;
        if (last > 1 && labels[last] - labels[0] == last) {
            return labels[0] + " to " + labels[last];
        }
        String listed =
                LongStream.of(labels).limit(MAX_LISTED).mapToObj(Long::toString).collect(Collectors.joining(", "));
        return labels.length <= MAX_LISTED
                ? listed
                : listed + ", ... (" + labels.length + " labels up to " + labels[last] + ")";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassLabels same && Arrays.equals(labels, same.labels);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(labels);
    }

    /** Collects the labels of the training rows, one after the other. */
    public static final class Collector {
        private final String where;
        private final TreeSet<Long> found = new TreeSet<>();
        private long rows;
        private long last;

        /** Has no label yet; {@code where} is for the error message. */
        public Collector(String where) {
            this.where = where;
        }

        /**
         * Adds the label of the next row.
         *
         * @throws DataException if it is one label too many
         */
        public void add(long label) {
            if ((rows == 0 || label != last) && found.add(label) && found.size() > MAX_CLASSES) {
                throw new DataException(
                        where,
                        "labels of at most " + MAX_CLASSES + " classes",
                        "a further one, " + label + ", for example " + rows,
                        "Check that these are labels of classes.");
            }
            last = label;
            rows++;
        }

        /** The labels added so far. */
        public ClassLabels labels() {
            return new ClassLabels(found.stream().mapToLong(Long::longValue).toArray());
        }
    }
}
