package io.lockstep.report.html;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.List;

/**
 * Histograms side by side, as the lesson draws them: from left to right as time goes, the bins upwards, and the more lie in a
 * bin, the darker it is, by the logarithm.
 */
final class HeatMap {
    /** From the paper to dark blue, by way of green: light where little is, for a light page, and in print. */
    private static final int[] STOPS = {0xffffff, 0xc7e9b4, 0x41b6c4, 0x225ea8, 0x081d58};

    private static final int COLOURS = 128;
    private static final IndexColorModel MODEL = model();

    private HeatMap() {}

    /**
     * A pixel for each bin.
     *
     * @param histograms from left to right, all with the same bins, from the lowest up; NaN in none of them
     */
    static BufferedImage of(List<double[]> histograms) {
        int bins = histograms.get(0).length;
        double largest =
                histograms.stream().flatMapToDouble(Arrays::stream).max().orElse(0);
        BufferedImage image = new BufferedImage(histograms.size(), bins, BufferedImage.TYPE_BYTE_INDEXED, MODEL);
        for (int column = 0; column < histograms.size(); column++) {
            for (int bin = 0; bin < bins; bin++) {
                double share = largest > 0 ? Math.log1p(histograms.get(column)[bin]) / Math.log1p(largest) : 0;
                int colour = (int) Math.round(share * share * (COLOURS - 1)); // squared: most bins are nearly full
                image.getRaster().setSample(column, bins - 1 - bin, 0, colour);
            }
        }
        return image;
    }

    private static IndexColorModel model() {
        byte[][] channels = new byte[3][COLOURS];
        for (int colour = 0; colour < COLOURS; colour++) {
            double position = (double) colour / (COLOURS - 1) * (STOPS.length - 1);
            int stop = Math.min((int) position, STOPS.length - 2);
            for (int channel = 0; channel < 3; channel++) {
                int shift = 16 - 8 * channel;
                int below = STOPS[stop] >> shift & 0xff;
                int above = STOPS[stop + 1] >> shift & 0xff;
                channels[channel][colour] = (byte) Math.round(below + (position - stop) * (above - below));
            }
        }
        return new IndexColorModel(8, COLOURS, channels[0], channels[1], channels[2]);
    }
}
