package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TensorAgreementTest {

    private static TensorAgreement between(double[] a, double[] b, double bound) {
        return TensorAgreement.between("w1", a, b, bound, index -> "w1[" + index + "]");
    }

    @Test
    void everyMeasureIsWhatItsNameSays() {
        TensorAgreement tensor = between(new double[] {3, 4.5, 0}, new double[] {3, 4, 0}, 1);
        assertThat(tensor.maxAbsolute()).isEqualTo(0.5);
        assertThat(tensor.maxRelative()).isEqualTo(0.125);
        assertThat(tensor.normwise()).isEqualTo(0.1);
        assertThat(tensor.tolerance()).isEqualTo(0.2);
        assertThat(tensor.ulps()).isEqualTo(0.5 / Math.ulp(4f));
        assertThat(tensor.worst()).isEqualTo("w1[1]");
        assertThat(tensor.left()).isEqualTo(4.5);
        assertThat(tensor.right()).isEqualTo(4);
        assertThat(tensor.near()).isFalse();
        assertThat(tensor.agrees()).isTrue();
        assertThat(between(new double[] {3, 4.5, 0}, new double[] {3, 4, 0}, 0.49)
                        .agrees())
                .isFalse();
    }

    /** The lesson's {@code near}: 1e-5 + 1e-3 |b|, element by element. */
    @Test
    void nearIsTheLessonsTest() {
        assertThat(between(new double[] {2.002}, new double[] {2}, 1).near()).isTrue();
        assertThat(between(new double[] {2.0021}, new double[] {2}, 1).near()).isFalse();
        assertThat(between(new double[] {0.9e-5}, new double[] {0}, 1).near()).isTrue();
        assertThat(between(new double[] {1.1e-5}, new double[] {0}, 1).near()).isFalse();
    }

    @Test
    void aBoundOfZeroAsksForEveryBit() {
        double next = Math.nextUp(1.0);
        assertThat(between(new double[] {1}, new double[] {1}, 0).agrees()).isTrue();
        assertThat(between(new double[] {next}, new double[] {1}, 0).agrees()).isFalse();
    }

    @Test
    void theFirstThatIsNotANumberIsTheWorst() {
        TensorAgreement tensor =
                between(new double[] {0, Double.NaN, 7, Double.NaN, 100}, new double[] {0, 1, 0, 1, 0}, 1e9);
        assertThat(tensor.agrees()).isFalse();
        assertThat(tensor.near()).isFalse();
        assertThat(tensor.worst()).isEqualTo("w1[1]");
        assertThat(tensor.left()).isNaN();
        assertThat(between(new double[] {Double.POSITIVE_INFINITY}, new double[] {1}, 1e9)
                        .agrees())
                .isFalse();
    }

    @Test
    void againstZeroTheMeasuresAreAbsolute() {
        TensorAgreement tensor = between(new double[] {3, 4}, new double[] {0, 0}, 10);
        assertThat(tensor.normwise()).isEqualTo(5, within(1e-15));
        assertThat(tensor.tolerance()).isEqualTo(10);
    }
}
