package io.lockstep.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Mean and standard deviation of {@code byte / 256} over pixels, exact up to one rounding at the end.
 *
 * <p>Pixels are counted by value. With n pixels, S1 = Σ b and S2 = Σ b² are whole numbers and
 *
 * <pre>
 * mean      = S1 / (256 n)
 * deviation = sqrt((n S2 - S1²) / (n (n - 1))) / 256          unbiased
 * </pre>
 *
 * so nothing cancels, and neither the order of the pixels nor how they were spread over machines can matter. Quotient
 * and root are taken to 34 digits and then rounded to a double: half an ulp, plus 1e-18 ulp for rounding twice.
 */
public final class PixelMoments {
    private static final MathContext DIGITS = MathContext.DECIMAL128;
    private static final BigDecimal GREYS = BigDecimal.valueOf(256);

    /** Number of pixels of each value. */
    private final long[] counts = new long[256];

    /** Counts pixel values. */
    public void add(byte[] pixels) {
        // Neighbours are often equal, and a processor waits until a count is written before it reads it again: two tables
        long[] odd = new long[counts.length];
        int pairs = pixels.length & ~1;
        for (int i = 0; i < pairs; i += 2) {
            counts[Byte.toUnsignedInt(pixels[i])]++;
            odd[Byte.toUnsignedInt(pixels[i + 1])]++;
        }
        if (pairs < pixels.length) {
            counts[Byte.toUnsignedInt(pixels[pairs])]++;
        }
        merge(odd);
    }

    private void merge(long[] others) {
        for (int grey = 0; grey < counts.length; grey++) {
            counts[grey] += others[grey];
        }
    }

    /** Adds the counts of another instance. */
    public void merge(PixelMoments other) {
        merge(other.counts);
    }

    /** Number of pixels. */
    public long count() {
        long count = 0;
        for (long pixels : counts) {
            count += pixels;
        }
        return count;
    }

    /**
     * Mean of {@code byte / 256}.
     *
     * @throws DataException if there are no pixels
     */
    public double mean() {
        requirePixels(1);
        return new BigDecimal(powerSum(1))
                .divide(BigDecimal.valueOf(count()).multiply(GREYS), DIGITS)
                .doubleValue();
    }

    /**
     * Unbiased standard deviation of {@code byte / 256}; 0 where all pixels are equal.
     *
     * @throws DataException if there are fewer than 2 pixels
     */
    public double deviation() {
        requirePixels(2);
        var n = BigInteger.valueOf(count());
        var spread = n.multiply(powerSum(2)).subtract(powerSum(1).pow(2));
        var pairs = n.multiply(n.subtract(BigInteger.ONE));
        return new BigDecimal(spread)
                .divide(new BigDecimal(pairs), DIGITS)
                .sqrt(DIGITS)
                .divide(GREYS, DIGITS)
                .doubleValue();
    }

    /** Σ b^power over all pixels. */
    private BigInteger powerSum(int power) {
        var sum = BigInteger.ZERO;
        for (int grey = 0; grey < counts.length; grey++) {
            sum = sum.add(BigInteger.valueOf(grey).pow(power).multiply(BigInteger.valueOf(counts[grey])));
        }
        return sum;
    }

    private void requirePixels(long least) {
        if (count() < least) {
            throw new DataException(
                    "mean and standard deviation of pixels",
                    "at least " + least,
                    Long.toString(count()),
                    "Use more examples.");
        }
    }

    /**
     * The standardizer that scales these pixels to mean 0 and standard deviation 1.
     *
     * @throws DataException if there are fewer than 2 pixels, or all are equal
     */
    public Standardizer standardizer() {
        double deviation = deviation();
        if (deviation == 0) {
            throw new DataException(
                    "standard deviation of " + count() + " pixels",
                    "different pixel values",
                    "only one (mean " + mean() + ")",
                    "Images without contrast cannot be standardised: check the file.");
        }
        return new Standardizer(mean(), deviation);
    }

    /**
     * Mean and standard deviation of the network's inputs after standardisation: over the table's floats, summed in double.
     *
     * <p>At most 256 terms are added, so the sums are good to 1e-13; what remains of the mean is the rounding of the
     * table's floats, at most 2^-24 of a typical value.
     *
     * @throws DataException if there are fewer than 2 pixels
     */
    public Moments standardized(Standardizer standardizer) {
        requirePixels(2);
        float[] table = standardizer.table();
        double sum = 0;
        for (int grey = 0; grey < counts.length; grey++) {
            sum += counts[grey] * (double) table[grey];
        }
        double mean = sum / count();
        double squares = 0;
        for (int grey = 0; grey < counts.length; grey++) {
            double distance = table[grey] - mean;
            squares += counts[grey] * distance * distance;
        }
        return new Moments(mean, Math.sqrt(squares / (count() - 1)));
    }
}
