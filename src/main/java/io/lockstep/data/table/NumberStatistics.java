package io.lockstep.data.table;

import io.lockstep.data.Moments;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of the numbers in one column, or in each element of a column of arrays. Only numbers other than 0 are counted one by one:
 * the others are those that are left of the rows that have a value.
 */
final class NumberStatistics implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int WHITE = 255;

    private long[] nonzero = new long[0];
    private float[] least = new float[0];
    private float[] largest = new float[0];
    private boolean[] beyondBytes = new boolean[0];
    private boolean[] rounded = new boolean[0];
    private @Nullable ExactSums[] sums = new ExactSums[0];
    private long @Nullable [] missing; // of elements of arrays

    /** Makes room for elements. */
    void widen(int size) {
        if (size > nonzero.length) {
            nonzero = Arrays.copyOf(nonzero, size);
            least = Arrays.copyOf(least, size);
            largest = Arrays.copyOf(largest, size);
            beyondBytes = Arrays.copyOf(beyondBytes, size);
            rounded = Arrays.copyOf(rounded, size);
            sums = Arrays.copyOf(sums, size);
            missing = missing == null ? null : Arrays.copyOf(missing, size);
        }
    }

    /** Number of elements; 1 of a plain column that has a number. */
    int size() {
        return nonzero.length;
    }

    /** Counts a finite number. */
    void add(int element, float value, boolean isRounded) {
        if (value == 0) {
            rounded[element] |= isRounded;
            return;
        }
        ExactSums sum = sums[element];
        if (sum == null) {
            sum = new ExactSums();
            sums[element] = sum;
            least[element] = value;
            largest[element] = value;
        }
        sum.add(value);
        nonzero[element]++;
        least[element] = Math.min(least[element], value);
        largest[element] = Math.max(largest[element], value);
        beyondBytes[element] |= !(value >= 0 && value <= WHITE && value == (int) value);
        rounded[element] |= isRounded;
    }

    /** Counts an element that is missing in an array that is there. */
    void addMissing(int element) {
        missing = missing == null ? new long[nonzero.length] : missing;
        missing[element]++;
    }

    void merge(NumberStatistics other) {
        widen(other.size());
        for (int k = 0; k < other.size(); k++) {
            ExactSums theirs = other.sums[k];
            rounded[k] |= other.rounded[k];
            if (theirs == null) {
                continue;
            }
            ExactSums ours = sums[k];
            if (ours == null) {
                ours = new ExactSums();
                sums[k] = ours;
                least[k] = other.least[k];
                largest[k] = other.largest[k];
            }
            ours.merge(theirs);
            nonzero[k] += other.nonzero[k];
            least[k] = Math.min(least[k], other.least[k]);
            largest[k] = Math.max(largest[k], other.largest[k]);
            beyondBytes[k] |= other.beyondBytes[k];
        }
        if (other.missing != null) {
            missing = missing == null ? new long[nonzero.length] : missing;
            for (int k = 0; k < other.missing.length; k++) {
                missing[k] += other.missing[k];
            }
        }
    }

    /** Rows in which an element is missing, though the array is there. */
    long missing(int element) {
        return missing == null ? 0 : missing[element];
    }

    long nonzero(int element) {
        return nonzero[element];
    }

    /** The least number among so many, of which some may be 0. */
    float least(int element, long present) {
        return nonzero[element] < present ? Math.min(0, least[element]) : least[element];
    }

    /** The largest number. */
    float largest(int element, long present) {
        return nonzero[element] < present ? Math.max(0, largest[element]) : largest[element];
    }

    /** Whether all are whole numbers of 0 .. 255. */
    boolean isBytes(int element) {
        return !beyondBytes[element];
    }

    /** Whether a number is not what single precision holds. */
    boolean isRounded(int element) {
        return rounded[element];
    }

    /** Mean and standard deviation of so many numbers. */
    Moments moments(int element, long present) {
        return moments(sums[element], present);
    }

    static Moments moments(@Nullable ExactSums sums, long present) {
        ExactSums some = sums == null ? new ExactSums() : sums;
        return new Moments(some.mean(present), some.deviation(present));
    }

    /** Adds the sums of all elements to others. */
    void addTo(ExactSums all) {
        for (ExactSums sum : sums) {
            if (sum != null) {
                all.merge(sum);
            }
        }
    }
}
