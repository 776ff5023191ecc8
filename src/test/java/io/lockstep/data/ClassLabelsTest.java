package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClassLabelsTest {

    @Test
    void labelsAreSortedAsNumbersAndCountOnce() {
        ClassLabels labels = of(10, 9, 10, -3, Long.MAX_VALUE);
        assertThat(labels.names()).containsExactly("-3", "9", "10", "9223372036854775807");
        assertThat(labels.classOf(9)).isEqualTo(1);
        assertThat(labels.classOf(Long.MAX_VALUE)).isEqualTo(3);
        assertThat(labels.classOf(0)).isNegative();
        assertThat(labels).isEqualTo(of(9, Long.MAX_VALUE, -3, 10)).isNotEqualTo(of(9, 10));
    }

    @Test
    void zeroAsTheFirstLabelCounts() {
        assertThat(of(0).names()).containsExactly("0");
    }

    @Test
    void theTextIsShort() {
        assertThat(ClassLabels.upTo(10)).hasToString("0 to 9").isEqualTo(of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(of(1, 2)).hasToString("1, 2");
        assertThat(of(1, 2, 4)).hasToString("1, 2, 4");
        assertThat(of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12))
                .hasToString("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ... (11 labels up to 12)");
        assertThat(of(Long.MIN_VALUE, 0, Long.MAX_VALUE)).hasToString("-9223372036854775808, 0, 9223372036854775807");
    }

    @Test
    void theClassBeyondTheLastIsRefusedAndNamed() {
        var labels = new ClassLabels.Collector("the file");
        for (int label = 1000; label < 1256; label++) {
            labels.add(label);
        }
        labels.add(1000);
        assertThat(labels.labels().count()).isEqualTo(256);
        assertThatThrownBy(() -> labels.add(7))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "the file: expected labels of at most 256 classes, found a further one, 7, for example 257. "
                                + "Check that these are labels of classes.");
    }

    private static ClassLabels of(long... labels) {
        var collector = new ClassLabels.Collector("here");
        for (long label : labels) {
            collector.add(label);
        }
        return collector.labels();
    }
}
