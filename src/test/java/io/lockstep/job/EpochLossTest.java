package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.train.StepRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochLossTest {
    private static StepRecord step(int number, int epoch, long examples, double loss) {
        return new StepRecord(number, epoch, examples, 0.1, loss, 1, null, "", null, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void itIsTheMeanOverTheExamplesOfTheEpoch() {
        EpochLoss loss = new EpochLoss();
        loss.add(step(1, 1, 80, 4));
        loss.add(step(2, 1, 20, 1));
        assertThat(loss.mean()).isCloseTo((80 * 4 + 20 * 1) / 100.0, within(1e-15));
        loss.add(step(3, 2, 80, 0.3)); // the next epoch begins anew
        assertThat(loss.mean()).isEqualTo(0.3);
    }

    @Test
    void ofOneStepAnEpochItIsThatStepsOwnLossToTheBit() {
        for (double own : new double[] {0.1, 1.0 / 3, 2.302585092994046, Double.MIN_VALUE, 1e300}) {
            assertThat(EpochLoss.ofLast(List.of(step(1, 1, 49, 7), step(2, 2, 49, own))))
                    .isEqualTo(own);
        }
    }
}
