package io.lockstep.data.drawn;

import io.lockstep.data.drawn.Glyphs.Stroke;

/** A digit in print: always the same way, upright and steady. */
public final class PrintedDigit {
    private PrintedDigit() {}

    /**
     * Prints one digit in the middle of a fresh sheet.
     *
     * @param digit 0 .. 9
     * @return (height, width), row-major, from 0, paper, to 1, full ink
     */
    public static double[] ink(int digit, int width, int height) {
        var pen = new Pen(width, height);
        pen.begin(0.7, 1);
        double down = height - 4;
        double across = 0.85 * down;
        for (Stroke stroke : Glyphs.of(digit).get(0).strokes()) {
            double[] x = new double[stroke.x().length];
            double[] y = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = (width - 1) / 2.0 + across * (stroke.x()[i] / Glyphs.BOX - 0.5);
                y[i] = (height - 1) / 2.0 + down * (stroke.y()[i] / Glyphs.BOX - 0.5);
            }
            pen.stroke(x, y, stroke.corner());
        }
        return pen.ink();
    }
}
