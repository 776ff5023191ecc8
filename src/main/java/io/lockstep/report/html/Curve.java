package io.lockstep.report.html;

import java.awt.Color;

/**
 * A line of a chart.
 *
 * @param name as in the legend
 * @param points that it joins; those that are not finite or beyond 1e100 are left out
 * @param colour of the line
 * @param style how it is drawn
 */
record Curve(String name, Points points, Color colour, Style style) {
    private static final Color[] COLOURS = {
        new Color(0x2563eb), new Color(0xd97706), new Color(0x15803d), new Color(0xa21caf), new Color(0xdc2626),
        new Color(0x0e7490), new Color(0x7c4a1e), new Color(0xdb2777), new Color(0x4d7c0f), new Color(0x475569)
    };

    private static final double LARGEST = 1e100; // XChart's own arithmetic must not overflow

    /** How a line is drawn. */
    enum Style {
        SOLID,
        DASHED,
        /** Thin, behind others. */
        FAINT,
        /** Down to zero, filled. */
        AREA,
        /** Points that nothing joins. */
        DOTS
    }

    Curve {
        points = points.where(y -> Math.abs(y) <= LARGEST);
    }

    /** A solid line in one of the colours, which come round again. */
    static Curve of(String name, Points points, int colour) {
        return new Curve(name, points, colour(colour), Style.SOLID);
    }

    /**
     * One of a family that comes in pairs, {@code w1, b1, w2, ...} or {@code linear 1, relu 1, linear 2, ...}: a colour a
     * layer, the second of it dashed.
     */
    static Curve ofLayer(String name, Points points, int index) {
        return new Curve(name, points, colour(index / 2), index % 2 == 0 ? Style.SOLID : Style.DASHED);
    }

    /** The same, as a thin line between the colour and the paper. */
    Curve faint() {
        return new Curve(name, points, pale(colour, 3), Style.FAINT);
    }

    /** The same, filled, the colour between it and the paper. */
    Curve area() {
        return new Curve(name, points, pale(colour, 1.3), Style.AREA);
    }

    /** The same, as points between the colour and the paper, so that many can be told from few. */
    Curve dots() {
        return new Curve(name, points, new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 90), Style.DOTS);
    }

    /** The same, dashed and grey: what others are compared with. */
    Curve line() {
        return new Curve(name, points, colour(9), Style.DASHED);
    }

    private static Color colour(int index) {
        return COLOURS[index % COLOURS.length];
    }

    /** Its distance from white is so many times shorter. */
    private static Color pale(Color colour, double times) {
        return new Color(
                (int) (255 - (255 - colour.getRed()) / times), (int) (255 - (255 - colour.getGreen()) / times), (int)
                        (255 - (255 - colour.getBlue()) / times));
    }
}
