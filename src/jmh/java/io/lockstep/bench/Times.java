package io.lockstep.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What one contender's turns took.
 *
 * @param milliseconds of each turn, in order
 */
record Times(double[] milliseconds) {

    static Times of(List<Double> milliseconds) {
        return new Times(milliseconds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    List<Double> list() {
        return Arrays.stream(milliseconds).boxed().toList();
    }

    double median() {
        double[] sorted = milliseconds.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least() {
        return Arrays.stream(milliseconds).min().orElseThrow();
    }

    double most() {
        return Arrays.stream(milliseconds).max().orElseThrow();
    }
}
