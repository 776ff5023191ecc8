package io.lockstep.data;

/**
 * Converts a pixel to an input of the network: {@code (byte / 256 - mean) / standard deviation}.
 *
 * @param mean of {@code byte / 256} over the training pixels
 * @param deviation their standard deviation, positive
 */
public record Standardizer(double mean, double deviation) implements Scaling {
    private static final long serialVersionUID = 1L;

    /** Pixels are divided by this, as in the lesson's file; as a power of two it causes no rounding. */
    public static final double GREYS = 256;

    public Standardizer {
        if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation <= 0) {
            throw new IllegalArgumentException(
                    "Standardizer: expected a finite mean and a positive standard deviation, found " + mean + " and "
                            + deviation);
        }
    }

    /** Only the division by 256. */
    public static Standardizer identity() {
        return new Standardizer(0, 1);
    }

    /**
     * The network's input for one pixel.
     *
     * @param pixel value, 0 .. 255
     */
    public double standardize(int pixel) {
        return (pixel / GREYS - mean) / deviation;
    }

    @Override
    public Standardizer unscaled() {
        return identity();
    }

    @Override
    public double scale(int column, double feature) {
        return (feature / GREYS - mean) / deviation;
    }

    @Override
    public double factor(int column) {
        return 1 / (GREYS * deviation);
    }

    @Override
    public double offset(int column) {
        return -mean / deviation;
    }

    @Override
    public float[] inputs(Features features) {
        if (!(features instanceof ByteFeatures bytes)) {
            return Scaling.super.inputs(features);
        }
        float[] table = table();
        float[] inputs = new float[bytes.values().length];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = table[bytes.values()[i] & 0xff];
        }
        return inputs;
    }

    /** The inputs of all pixel values, each rounded once: (256) floats. */
    public float[] table() {
        var table = new float[(int) GREYS];
        for (int pixel = 0; pixel < table.length; pixel++) {
            table[pixel] = (float) standardize(pixel);
        }
        return table;
    }
}
