package io.lockstep.data.drawn;

import java.util.Arrays;
import java.util.List;

/**
 * How each digit is written: the points the pen passes, for every way people commonly write it.
 *
 * <p>A point is {@code x,y} in a box of 100 x 100, x to the right, y down. The pen goes through a stroke's points in a
 * smooth curve; at a point marked {@code !} it turns a corner. {@code /} lifts the pen between two strokes.
 */
final class Glyphs {
    /** Width and height of the box that the points are given in. */
    static final double BOX = 100;

    private static final List<List<Glyph>> DIGITS = List.of(
            ways( // 0: closed, with crossing ends, narrow
                    "50,2 29,13 20,50 30,88 50,98 71,87 80,50 71,13 50,2 40,5",
                    "62,8 44,3 25,24 21,56 33,92 54,97 76,78 79,40 66,10 46,8",
                    "56,2 38,16 30,50 36,88 48,98 62,84 69,50 66,16 56,3 48,6"),
            ways( // 1: a bare line, with a flag, with a flag and a foot
                    "50,2 50,98", "30,26 53,3! 53,98", "32,22 52,3! 52,97 / 29,97 75,97"),
            ways( // 2: an angle at the foot, a loop at the foot
                    "24,24 36,6 56,2 74,17 69,42 46,70 21,96! 81,96",
                    "23,22 38,5 58,3 74,19 67,46 43,77 27,93 17,85 29,76 52,89 83,92"),
            ways( // 3: round, with a flat top, with a loop in the middle
                    "25,15 45,2 68,10 68,32 43,46! 72,56 77,79 54,98 22,87",
                    "26,4 73,4! 46,42! 72,53 77,77 54,98 23,88",
                    "26,12 49,2 70,15 61,36 41,47 38,41 49,43 73,59 72,86 48,98 24,90"),
            ways( // 4: open, closed, open with a curve
                    "29,5 20,58! 83,56 / 65,28 62,98",
                    "62,98 64,2! 15,66! 85,66",
                    "27,8 20,40 30,56 52,56 70,48 / 73,6 66,48 62,98"),
            ways( // 5: in one stroke, with the top bar last, with a round back
                    "75,4 33,4! 28,44! 52,37 77,55 74,83 50,98 21,89",
                    "34,5 28,44! 53,38 76,56 73,84 50,98 22,88 / 34,5 79,2",
                    "78,5 50,4 33,10 28,28 38,42 62,50 74,68 66,92 42,98 21,90"),
            ways( // 6: a straight back, a hooked top, a small high loop
                    "65,3 40,24 24,58 29,89 51,98 74,85 71,60 49,52 27,70",
                    "73,13 58,2 36,17 23,52 29,88 52,98 75,82 68,58 46,55 28,72",
                    "46,2 31,40 27,76 41,96 64,93 72,75 57,62 38,70 29,82"),
            ways( // 7: an angle, with a bar, with a hook, bent
                    "20,6 80,6! 42,98",
                    "20,6 79,6! 44,98 / 35,52 75,48",
                    "21,20 23,4! 79,5! 46,98",
                    "18,9 50,7 81,5! 58,44 48,98"),
            ways( // 8: from the top like an S, from the middle, two circles
                    "70,15 50,2 30,14 34,35 53,48 73,67 70,90 50,98 28,88 30,66 51,48 68,33 70,13 60,5",
                    "50,48 30,31 33,8 52,2 70,13 67,33 50,48 28,66 26,87 50,98 74,87 72,65 50,48 38,42",
                    "50,2 33,12 33,36 50,46 67,36 67,12 50,2 42,5 / 50,46 28,59 28,87 50,98 73,87 73,59 50,46 41,49"),
            ways( // 9: a straight leg, a curled leg, a bent leg
                    "72,24 53,2 29,13 27,38 46,50 67,39 74,12! 69,98",
                    "75,20 55,2 31,12 26,36 45,50 69,35 75,16 74,60 61,92 30,95",
                    "70,10 48,3 28,20 33,43 56,46 72,26 71,6! 66,54 52,98"));

    private Glyphs() {}

    /** The ways to write a digit 0 .. 9. */
    static List<Glyph> of(int digit) {
        return DIGITS.get(digit);
    }

    /** One way to write a digit. */
    record Glyph(List<Stroke> strokes) {}

    /**
     * One stroke of the pen. The arrays belong to the table and are never modified.
     *
     * @param x (points) from the left, 0 .. 100
     * @param y (points) from the top, 0 .. 100
     * @param corner (points) whether the curve breaks off there
     */
    record Stroke(double[] x, double[] y, boolean[] corner) {}

    private static List<Glyph> ways(String... ways) {
        return Arrays.stream(ways)
                .map(way -> new Glyph(
                        Arrays.stream(way.split(" / ", -1)).map(Glyphs::stroke).toList()))
                .toList();
    }

    private static Stroke stroke(String text) {
        String[] points = text.split(" ", -1);
        Stroke stroke = new Stroke(new double[points.length], new double[points.length], new boolean[points.length]);
        for (int i = 0; i < points.length; i++) {
            String[] xy = points[i].replace("!", "").split(",", -1);
            stroke.x[i] = Double.parseDouble(xy[0]);
            stroke.y[i] = Double.parseDouble(xy[1]);
            stroke.corner[i] = points[i].endsWith("!");
        }
        return stroke;
    }
}
