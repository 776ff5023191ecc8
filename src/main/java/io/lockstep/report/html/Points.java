package io.lockstep.report.html;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A curve's points from left to right. The arrays belong to this object and are never written again.
 *
 * @param xs where
 * @param ys what; as many
 */
record Points(double[] xs, double[] ys) {

    /** One for each of some records. */
    static <T> Points of(Collection<T> records, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
        return new Points(
                records.stream().mapToDouble(x).toArray(),
                records.stream().mapToDouble(y).toArray());
    }

    int size() {
        return xs.length;
    }

    /** Those whose value is like this. */
    Points where(DoublePredicate like) {
        return at(IntStream.range(0, size()).filter(i -> like.test(ys[i])).toArray());
    }

    /** At most about so many, the smallest and the largest of each stretch: whatever stands out stays. */
    Points extremes(int most) {
        if (size() <= most) {
            return this;
        }
        int stretches = most / 2;
        return at(IntStream.range(0, stretches)
                .flatMap(stretch -> {
                    int smallest = from(stretch, stretches);
                    int largest = smallest;
                    for (int i = smallest; i < from(stretch + 1, stretches); i++) {
                        smallest = ys[i] < ys[smallest] ? i : smallest;
                        largest = ys[i] > ys[largest] ? i : largest;
                    }
                    return IntStream.of(Math.min(smallest, largest), Math.max(smallest, largest));
                })
                .toArray());
    }

    /** At most so many, the median of each stretch at its last point. */
    Points medians(int most) {
        if (size() <= most) {
            return this;
        }
        double[] thinX = new double[most];
        double[] thinY = new double[most];
        for (int stretch = 0; stretch < most; stretch++) {
            int end = from(stretch + 1, most);
            thinX[stretch] = xs[end - 1];
            thinY[stretch] = median(Arrays.copyOfRange(ys, from(stretch, most), end));
        }
        return new Points(thinX, thinY);
    }

    /** At most about so many, each the mean of the last points up to it, so many as the window is wide. */
    Points trailingMeans(int window, int most) {
        int stride = Math.max(1, size() / most);
        int[] ends = IntStream.range(0, size())
                .filter(i -> (size() - 1 - i) % stride == 0)
                .toArray();
        return new Points(
                Arrays.stream(ends).mapToDouble(end -> xs[end]).toArray(),
                Arrays.stream(ends)
                        .mapToDouble(end -> Arrays.stream(ys, Math.max(0, end + 1 - window), end + 1)
                                .average()
                                .orElseThrow())
                        .toArray());
    }

    /** The middle one, or the mean of the two in the middle; NaN where there is none. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private int from(int stretch, int stretches) {
        return (int) ((long) size() * stretch / stretches);
    }

    private Points at(int[] which) {
        return new Points(
                Arrays.stream(which).mapToDouble(i -> xs[i]).toArray(),
                Arrays.stream(which).mapToDouble(i -> ys[i]).toArray());
    }
}
