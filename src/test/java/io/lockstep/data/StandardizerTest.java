package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StandardizerTest {

    @Test
    void theTableIsTheFormulaRoundedOnce() {
        var standardizer = new Standardizer(0.125, 0.5);
        assertThat(standardizer.table()).hasSize(256);
        assertThat(standardizer.table()[0]).isEqualTo(-0.25f);
        assertThat(standardizer.table()[255]).isEqualTo((float) ((255 / 256.0 - 0.125) / 0.5));
        assertThat(standardizer.standardize(96)).isEqualTo(0.5);
    }

    @Test
    void identityOnlyDividesBy256() {
        assertThat(Standardizer.identity().table()[255]).isEqualTo(255f / 256f);
    }

    @Test
    void aDeviationThatIsNotPositiveIsRefused() {
        assertThatThrownBy(() -> new Standardizer(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Standardizer(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
