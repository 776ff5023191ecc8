package io.lockstep.bench;

/** How far a gradient is from another one, as a part of the other's norm. */
final class Distance {
    private Distance() {}

    /** ‖theirs - ours‖ / ‖ours‖. */
    static double of(double[] ours, double[] theirs) {
        double squares = 0;
        double norm = 0;
        for (int i = 0; i < ours.length; i++) {
            squares += (ours[i] - theirs[i]) * (ours[i] - theirs[i]);
            norm += ours[i] * ours[i];
        }
        return Math.sqrt(squares / norm);
    }

    static double of(float[] ours, float[] theirs) {
        return of(doubles(ours), doubles(theirs));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
