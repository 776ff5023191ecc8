package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelMomentsTest {

    @Test
    void momentsOfKnownPixels() {
        var moments = of((byte) 0, (byte) 128, (byte) 255, (byte) 1);
        assertThat(moments.count()).isEqualTo(4);
        assertThat(moments.mean()).isEqualTo(384.0 / 4 / 256);
        // squares of distances from 96: 9216 + 1024 + 25281 + 9025 = 44546; / 3
        assertThat(moments.deviation()).isCloseTo(Math.sqrt(44546 / 3.0) / 256, within(1e-16));
    }

    @Test
    void ofTwoPixelsTheDeviationIsCorrectlyRounded() {
        assertThat(of((byte) 0, (byte) 1).deviation()).isEqualTo(Math.sqrt(0.5) / 256);
    }

    @Test
    void manyPixelsOfOneGreyAndOneOfTheNextDoNotCancel() {
        var moments = of((byte) 255, (byte) 254);
        var most = of((byte) 255);
        for (int i = 0; i < 40; i++) { // doubles each time: 2^40 pixels, S1² beyond any double's or long's digits
            most.merge(most);
        }
        moments.merge(most);
        double n = 2.0 + (1L << 40);
        // one pixel at distance 1: variance (1 - 1/n) / (n - 1) = 1 / n
        assertThat(moments.deviation()).isEqualTo(Math.sqrt(1 / n) / 256);
    }

    @Test
    void neitherOrderNorPartitionMatters() {
        long seed = 20260101;
        var pixels = new byte[100_000];
        new Random(seed).nextBytes(pixels);
        var whole = of(pixels);
        var merged = new PixelMoments();
        for (int from = 70_000; from >= 0; from -= 10_000) {
            int length = from == 70_000 ? 30_000 : 10_000;
            var part = new byte[length];
            System.arraycopy(pixels, from, part, 0, length);
            merged.merge(of(part));
        }
        assertThat(merged.mean()).isEqualTo(whole.mean());
        assertThat(merged.deviation()).isEqualTo(whole.deviation());
    }

    @Test
    void standardisedPixelsHaveMeanZeroAndDeviationOne() {
        var pixels = new byte[100_000];
        new Random(7).nextBytes(pixels);
        var moments = of(pixels);
        var standardized = moments.standardized(moments.standardizer());
        // each float of the table is within 2^-24 of a value below 2
        assertThat(standardized.mean()).isCloseTo(0, within(0x1p-23));
        assertThat(standardized.deviation()).isCloseTo(1, within(0x1p-22));
        var raw = moments.standardized(Standardizer.identity());
        assertThat(raw.mean()).isCloseTo(moments.mean(), within(1e-15));
        assertThat(raw.deviation()).isCloseTo(moments.deviation(), within(1e-13));
    }

    @Test
    void pixelsWithoutContrastCannotBeStandardised() {
        assertThat(of((byte) 9, (byte) 9).deviation()).isZero();
        assertThatThrownBy(() -> of((byte) 9, (byte) 9).standardizer())
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "standard deviation of 2 pixels: expected different pixel values, found only one");
    }

    @Test
    void tooFewPixelsAreRefused() {
        assertThatThrownBy(() -> new PixelMoments().mean()).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> of((byte) 9).deviation())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected at least 2, found 1");
    }

    private static PixelMoments of(byte... pixels) {
        var moments = new PixelMoments();
        moments.add(pixels);
        return moments;
    }
}
