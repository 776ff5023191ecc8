package io.lockstep.cluster.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.executor.Place;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.BlockGradient;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two gradients with other bits have other digests. */
class BlockWitnessTest {
    private static final Architecture ARCHITECTURE =
            new Architecture(List.of(5, 3, 2), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final Place PLACE = new Place("0", "hostA");

    @Test
    void everyBitOfEveryValueCounts() {
        float[] values = random(ARCHITECTURE.parameterCount());
        BlockWitness right = witness(values, 1.5, 7);
        for (int i = 0; i < values.length; i++) {
            for (int bit = 0; bit < Float.SIZE; bit++) {
                float[] wrong = values.clone();
                wrong[i] = Float.intBitsToFloat(Float.floatToRawIntBits(wrong[i]) ^ (1 << bit));
                int position = right.firstDifference(witness(wrong, 1.5, 7));
                assertThat(BlockWitness.name(position, ARCHITECTURE))
                        .isEqualTo(ARCHITECTURE.tensorAt(i).name());
            }
        }
        for (int bit = 0; bit < Double.SIZE; bit++) {
            double wrong = Double.longBitsToDouble(Double.doubleToRawLongBits(1.5) ^ (1L << bit));
            int position = right.firstDifference(witness(values, wrong, 7));
            assertThat(BlockWitness.name(position, ARCHITECTURE)).isEqualTo("loss");
        }
        int position = right.firstDifference(witness(values, 1.5, 8));
        assertThat(BlockWitness.name(position, ARCHITECTURE)).isEqualTo("number of examples");
    }

    @Test
    void theOrderOfTheValuesCounts() {
        float[] values = random(ARCHITECTURE.parameterCount());
        float[] wrong = values.clone();
        wrong[3] = values[4];
        wrong[4] = values[3];
        assertThat(witness(values, 0, 1).firstDifference(witness(wrong, 0, 1))).isZero();
    }

    @Test
    void zerosAreTold() {
        float[] zeros = new float[ARCHITECTURE.parameterCount()];
        float[] wrong = zeros.clone();
        wrong[20] = -0.0f;
        BlockWitness right = witness(zeros, 0, 1);
        assertThat(BlockWitness.name(right.firstDifference(witness(wrong, 0, 1)), ARCHITECTURE))
                .isEqualTo("w2");
    }

    @Test
    void notANumberIsTheSameInEachOfItsForms() {
        float[] one = new float[ARCHITECTURE.parameterCount()];
        float[] other = one.clone();
        Arrays.fill(one, Float.intBitsToFloat(0x7fc00000));
        Arrays.fill(other, Float.intBitsToFloat(0xffc00123));
        assertThat(witness(one, Double.NaN, 1).firstDifference(witness(other, Double.NaN, 1)))
                .isEqualTo(-1);
    }

    private static BlockWitness witness(float[] values, double loss, int rows) {
        return BlockWitness.of(new BlockGradient(12, values, loss, rows), ARCHITECTURE, PLACE);
    }

    private static float[] random(int count) {
        Random random = new Random(1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
