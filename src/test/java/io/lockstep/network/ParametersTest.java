package io.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.Sha256;
import io.lockstep.pass.Networks;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ParametersTest {

    /** On every machine and every Java: a change here changes every run that anyone has recorded. */
    @Test
    void theSameSeedGivesTheSameBits() {
        Parameters parameters = Parameters.initial(Networks.LESSON, Initializer.KAIMING_FAN_IN, 42);
        assertThat(parameters.sha256()).isEqualTo("cdeda2746c159e0023534d43edec57aa8cb21df60838e58811bcaf2c2a1f795a");
        assertThat(Parameters.initial(Networks.LESSON, Initializer.KAIMING_FAN_IN, 42)
                        .sha256())
                .isEqualTo(parameters.sha256());
        assertThat(Parameters.initial(Networks.LESSON, Initializer.KAIMING_FAN_IN, 43)
                        .sha256())
                .isNotEqualTo(parameters.sha256());
        assertThat(Parameters.initial(Networks.LESSON, Initializer.XAVIER, 42).sha256())
                .isNotEqualTo(parameters.sha256());
    }

    /** As {@code sha256(numpy.array([1, -2, 0.5], '<f4').tobytes())}. */
    @Test
    void theDigestIsOfLittleEndianFloats() {
        var architecture = new Architecture(List.of(2, 1), Activation.RELU, Loss.MSE);
        assertThat(new Parameters(architecture, new float[] {1, -2, 0.5f}).sha256())
                .isEqualTo("2ce4bdb6b34a50ac7092eb9fee94337a27498e9eb9bae44192f15b88831b2422");
        assertThat(new Parameters(architecture, new float[] {0, 0, 0}).sha256())
                .as("the sign of zero counts")
                .isNotEqualTo(new Parameters(architecture, new float[] {0, -0.0f, 0}).sha256());
    }

    @Test
    void eachTensorHasADigestOfItsOwn() {
        Parameters parameters = Networks.drawn(Networks.LESSON, 1);
        assertThat(parameters.tensorSha256().keySet()).containsExactly("w1", "b1", "w2", "b2");
        float[] values = parameters.values().clone();
        values[Networks.LESSON.bias(1).offset() + 3] += 1;
        Parameters other = new Parameters(Networks.LESSON, values);
        Map<String, String> changed = new TreeMap<>(other.tensorSha256());
        changed.entrySet().removeAll(parameters.tensorSha256().entrySet());
        assertThat(changed).containsExactly(Map.entry("b1", Sha256.of(other.tensor(Networks.LESSON.bias(1)))));
    }

    @Test
    void aTensorIsACopy() {
        Parameters parameters = Networks.drawn(Networks.LESSON, 1);
        TensorLayout bias = Networks.LESSON.bias(1);
        parameters.tensor(bias)[3] = 1e9f;
        assertThat(parameters.values()[bias.offset() + 3]).isNotEqualTo(1e9f);
        assertThat(parameters.tensor(bias)).hasSize(50);
    }

    @Test
    void tooFewValuesAreRefused() {
        assertThatThrownBy(() -> new Parameters(Networks.LESSON, new float[39_300]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("network 784-50-1, relu, mse: expected 39301 parameters, found 39300");
    }
}
