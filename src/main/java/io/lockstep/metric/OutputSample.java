package io.lockstep.metric;

import io.lockstep.data.NumberTargets;
import io.lockstep.data.SplitMix64;
import io.lockstep.data.TargetUnits;
import io.lockstep.network.Outputs;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Targets and outputs of at most {@value #MOST} examples, for a plot: those with the smallest hash of their place in the global order, so
 * that any tasks choose the same.
 */
final class OutputSample implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Examples kept. */
    static final int MOST = 1_000;

    /** Outputs kept of each; a page with more plots would be read by nobody. */
    static final int OUTPUTS = 4;

    private final PriorityQueue<Point> points = new PriorityQueue<>(new LargestHashFirst());

    /** An example; its hash is of its place, and different ones have different hashes. */
    private record Point(long hash, float[] targets, float[] outputs) implements Serializable {}

    /** Not a lambda: the queue is sent with it. */
    private static final class LargestHashFirst implements Comparator<Point>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Point a, Point b) {
            return Long.compare(b.hash, a.hash);
        }
    }

    void add(int block, Outputs outputs, NumberTargets targets) {
        int columns = Math.min(OUTPUTS, targets.columns());
        for (int row = 0; row < targets.rows(); row++) {
            long hash = SplitMix64.mix((long) block << Integer.SIZE | row);
            if (points.size() < MOST || hash < points.element().hash) {
                float[] some = new float[columns];
                float[] out = new float[columns];
                System.arraycopy(targets.values(), row * targets.columns(), some, 0, columns);
                System.arraycopy(outputs.values(), row * outputs.columns(), out, 0, columns);
                add(new Point(hash, some, out));
            }
        }
    }

    void merge(OutputSample other) {
        other.points.forEach(this::add);
    }

    private void add(Point point) {
        points.add(point);
        if (points.size() > MOST) {
            points.remove();
        }
    }

    /** One output's values, those that are finite, by hash. */
    Scatter scatter(int output, TargetUnits units) {
        List<Float> targets = new ArrayList<>();
        List<Float> predicted = new ArrayList<>();
        points.stream()
                .sorted(Comparator.comparingLong(Point::hash))
                .filter(point -> Float.isFinite(point.outputs[output]))
                .forEach(point -> {
                    targets.add((float) units.value(output, point.targets[output]));
                    predicted.add((float) units.value(output, point.outputs[output]));
                });
        return new Scatter(List.copyOf(targets), List.copyOf(predicted));
    }
}
