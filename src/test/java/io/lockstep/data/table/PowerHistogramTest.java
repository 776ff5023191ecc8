package io.lockstep.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.data.SplitMix64;
import org.junit.jupiter.api.Test;

/** Bins that depend on the numbers alone. */
class PowerHistogramTest {

    @Test
    void theOrderOfTheNumbersAndWhoCountsThemChangeNothing() {
        float[] values = new float[1_000];
        SplitMix64 random = new SplitMix64(4);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.uniform(-30, 18_000);
        }
        PowerHistogram all = new PowerHistogram();
        PowerHistogram[] parts = {new PowerHistogram(), new PowerHistogram(), new PowerHistogram(), new PowerHistogram()
        };
        for (int i = 0; i < values.length; i++) {
            all.add(values[i]);
            parts[i % 3].add(values[values.length - 1 - i]); // the last has none
        }
        parts[3].merge(parts[0]);
        parts[3].merge(parts[1]);
        parts[2].merge(parts[3]);

        assertThat(parts[2].histogram()).isEqualTo(all.histogram());
    }

    @Test
    void everyNumberIsInItsBin() {
        PowerHistogram histogram = new PowerHistogram();
        for (int i = 0; i < 100; i++) {
            histogram.add(i - 10);
        }
        TableCard.Histogram bins = histogram.histogram();

        assertThat(bins.width()).isEqualTo(2); // of 64 bins, 1 would not be enough
        assertThat(bins.from()).isEqualTo(-10);
        assertThat(bins.counts()).hasSize(50).containsOnly(2L);
    }
}
