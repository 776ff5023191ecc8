package io.lockstep.data.table;

import io.lockstep.data.DataException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A histogram whose bins have a power of two as their width and begin at multiples of it: the least width with which {@value #BINS} bins are
 * enough. So it depends on the numbers alone, not on their order or on who has counted which.
 */
final class PowerHistogram implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int BINS = 64;
    private static final int LEAST = -149; // of a float's bits

    private long[] counts = new long[BINS];
    private int exponent = LEAST; // of the width
    private double scale = Math.scalb(1.0, -LEAST); // 1 / width
    private double first; // number of the first bin: a whole number, up to 2^277
    private double last = -1;

    /** Counts a finite number. */
    void add(float value) {
        add(bin(value), 1);
    }

    private double bin(float value) {
        return Math.floor(value * scale); // exact: a power of two
    }

    private void add(double bin, long count) {
        double to = bin;
        if (last < first) {
            first = to;
            last = to;
        }
        while (Math.max(last, to) - Math.min(first, to) >= BINS) {
            coarsen();
            to = Math.floor(to / 2);
        }
        if (to < first) {
            int shift = (int) (first - to);
            int used = (int) (last - first) + 1;
            System.arraycopy(counts, 0, counts, shift, used);
            Arrays.fill(counts, 0, shift, 0);
            first = to;
        }
        last = Math.max(last, to);
        counts[(int) (to - first)] += count;
    }

    private void coarsen() {
        double start = Math.floor(first / 2);
        long[] merged = new long[BINS];
        for (int k = 0; k <= last - first; k++) {
            merged[(int) (Math.floor((first + k) / 2) - start)] += counts[k];
        }
        last = Math.floor(last / 2);
        first = start;
        counts = merged;
        setExponent(exponent + 1);
    }

    private void setExponent(int power) {
        exponent = power;
        scale = Math.scalb(1.0, -power);
    }

    void merge(PowerHistogram other) {
        if (other.last < other.first) {
            return;
        }
        while (exponent < other.exponent && last >= first) {
            coarsen();
        }
        setExponent(last >= first ? exponent : other.exponent);
        for (int k = 0; k <= other.last - other.first; k++) {
            if (other.counts[k] > 0) {
                double bin = other.first + k;
                add(Math.floor(Math.scalb(bin, other.exponent - exponent)), other.counts[k]);
            }
        }
    }

    /** What was counted. */
    TableCard.Histogram histogram() {
        if (last < first) {
            throw new DataException("histogram", "numbers", "none", "Give a table with rows.");
        }
        double width = Math.scalb(1.0, exponent);
        return new TableCard.Histogram(
                first * width,
                width,
                Arrays.stream(counts, 0, (int) (last - first) + 1).boxed().toList());
    }
}
