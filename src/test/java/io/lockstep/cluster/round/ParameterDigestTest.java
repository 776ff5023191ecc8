package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.train.OptimizerState.Slot;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterDigestTest {
    /** The tails of the loop, too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 64, 101})
    void anyChangedBitOfAParameterChangesIt(int length) {
        long seed = 1_000L + length;
        float[] values = new float[length];
        Random random = new Random(seed);
        for (int i = 0; i < length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt()); // NaN and infinity, too
        }
        long digest = ParameterDigest.of(values.clone());
        assertThat(ParameterDigest.of(values)).isEqualTo(digest);
        for (int i = 0; i < length; i++) {
            for (int bit = 0; bit < Float.SIZE; bit++) {
                float[] changed = values.clone();
                changed[i] = Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) ^ 1 << bit);
                if (Float.floatToRawIntBits(changed[i]) != Float.floatToRawIntBits(values[i])) {
                    assertThat(ParameterDigest.of(changed))
                            .as("seed %d, value %d, bit %d", seed, i, bit)
                            .isNotEqualTo(digest);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 8, 33})
    void anyChangedBitOfASlotChangesIt(int length) {
        Random random = new Random(length);
        double[] m = random.doubles(length).toArray();
        double[] v = random.doubles(length).toArray();
        long digest = ParameterDigest.of(slots(m.clone(), v.clone()));
        assertThat(ParameterDigest.of(slots(m, v))).isEqualTo(digest);
        for (int i = 0; i < length; i++) {
            for (int bit = 0; bit < Double.SIZE; bit++) {
                double[] changed = m.clone();
                changed[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(m[i]) ^ 1L << bit);
                assertThat(ParameterDigest.of(slots(changed, v))).isNotEqualTo(digest);
                double[] other = v.clone();
                other[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(v[i]) ^ 1L << bit);
                assertThat(ParameterDigest.of(slots(m, other))).isNotEqualTo(digest);
            }
        }
    }

    private static List<Slot> slots(double[] m, double[] v) {
        return List.of(new Slot("m", m), new Slot("v", v));
    }

    @Test
    void valuesThatChangePlacesChangeIt() {
        float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        float[] others = {2, 1, 3, 4, 5, 6, 7, 8, 9};
        float[] far = {1, 2, 3, 9, 5, 6, 7, 8, 4};
        assertThat(ParameterDigest.of(values))
                .isNotEqualTo(ParameterDigest.of(others))
                .isNotEqualTo(ParameterDigest.of(far));
        assertThat(ParameterDigest.of(1, 2)).isNotEqualTo(ParameterDigest.of(2, 1));
        assertThat(ParameterDigest.of(new float[0])).isEqualTo(ParameterDigest.of(new float[0]));
        assertThat(ParameterDigest.of(new float[] {0f})).isNotEqualTo(ParameterDigest.of(new float[] {-0f}));
    }
}
