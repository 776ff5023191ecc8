package io.lockstep.data.drawn;

import java.util.Arrays;

/**
 * A round pen on a small sheet: lines and curves with soft edges. Only {@code + - * /} and the correctly rounded
 * {@code sqrt}, so that the sheet has the same bits on every machine.
 *
 * <p>Lengths are pixels; (0, 0) is the centre of the upper left pixel. Not safe for several threads.
 */
final class Pen {
    /** Straight pieces of the curve between two points. */
    private static final int PIECES = 5;

    private final int width;
    private final int height;
    private final double[] ink;
    private double radius = 1;
    private double softness = 1;

    Pen(int width, int height) {
        this.width = width;
        this.height = height;
        ink = new double[width * height];
    }

    /** The sheet: (height, width), row-major, from 0, nothing written, to 1, full ink. It stays the pen's own. */
    double[] ink() {
        return ink;
    }

    /** Begins a new sheet with a pen of this radius, whose edge fades over {@code softness} pixels. */
    void begin(double radius, double softness) {
        this.radius = radius;
        this.softness = softness;
        Arrays.fill(ink, 0);
    }

    /**
     * A smooth stroke through all points, broken at the corners.
     *
     * @param x (points) across
     * @param y (points) down
     * @param corner (points) true where the stroke turns without smoothing
     */
    void stroke(double[] x, double[] y, boolean[] corner) {
        for (int to = 1; to < x.length; to++) {
            int from = to - 1;
            boolean begins = from == 0 || corner[from];
            boolean ends = to == x.length - 1 || corner[to];
            if (begins && ends) {
                line(x[from], y[from], x[to], y[to]);
            } else {
                curve(x, y, begins ? from : from - 1, from, to, ends ? to : to + 1);
            }
        }
    }

    /** The curve from point {@code from} to {@code to}, with the directions that their neighbours give it. */
    private void curve(double[] x, double[] y, int before, int from, int to, int after) {
        double lastX = x[from];
        double lastY = y[from];
        for (int piece = 1; piece <= PIECES; piece++) {
            double t = (double) piece / PIECES;
            double nextX = spline(x[before], x[from], x[to], x[after], t);
            double nextY = spline(y[before], y[from], y[to], y[after], t);
            line(lastX, lastY, nextX, nextY);
            lastX = nextX;
            lastY = nextY;
        }
    }

    /** The uniform Catmull-Rom spline (Catmull and Rom 1974): at t = 0 {@code from}, at t = 1 {@code to}. */
    private static double spline(double before, double from, double to, double after, double t) {
        double linear = to - before;
        double square = 2 * before - 5 * from + 4 * to - after;
        double cubic = 3 * (from - to) + after - before;
        return from + 0.5 * t * (linear + t * (square + t * cubic));
    }

    /** A straight line with round ends: a pixel's ink falls with its distance from the line. */
    void line(double x0, double y0, double x1, double y1) {
        double reach = radius + softness / 2;
        int left = (int) Math.max(0, Math.ceil(Math.min(x0, x1) - reach));
        int right = (int) Math.min(width - 1, Math.floor(Math.max(x0, x1) + reach));
        int top = (int) Math.max(0, Math.ceil(Math.min(y0, y1) - reach));
        int bottom = (int) Math.min(height - 1, Math.floor(Math.max(y0, y1) + reach));
        double dx = x1 - x0;
        double dy = y1 - y0;
        double perLengthSquared = 1 / Math.max(dx * dx + dy * dy, 1e-12); // a dot has no length
        double perSoftness = 1 / softness;
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                int at = y * width + x;
                if (ink[at] == 1) {
                    continue; // no more goes on it
                }
                // where the line is nearest: 0 at its start, 1 at its end
                double along = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) * perLengthSquared));
                double offX = x - x0 - along * dx;
                double offY = y - y0 - along * dy;
                double squared = offX * offX + offY * offY;
                if (squared < reach * reach) {
                    double here = Math.min(1, (reach - Math.sqrt(squared)) * perSoftness);
                    ink[at] = Math.max(ink[at], here);
                }
            }
        }
    }

    /** Wipes a round spot clean, with an edge of one pixel. */
    void wipe(double centreX, double centreY, double spot) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double offX = x - centreX;
                double offY = y - centreY;
                double left = Math.max(0, Math.sqrt(offX * offX + offY * offY) - spot);
                int at = y * width + x;
                ink[at] = Math.min(ink[at], left);
            }
        }
    }
}
