package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.Magnitude;
import io.lockstep.block.TableBlocks;
import io.lockstep.block.TableBlocks.Kind;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.NumberTargets;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.FixedPoint;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.Networks;
import io.lockstep.pass.plan.Kernel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets, inputs and weights of any size fit the exact sum on the scale that is derived from them, with digits to spare. */
class LargeNumbersTest {
    private static final Architecture REGRESSION = new Architecture(List.of(12, 20, 1), Activation.RELU, Loss.MSE);
    private static final Architecture CLASSIFIER =
            new Architecture(List.of(12, 20, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final int ROWS = 300;

    private static TableBlocks table(Architecture network, float target, float weight) {
        TableBlocks drawn = TableBlocks.ofNumbers(network, Kind.FLOATS, 91, ROWS);
        float[] weights = new float[ROWS];
        Arrays.fill(weights, weight);
        if (!(drawn.targets() instanceof NumberTargets numbers)) {
            return drawn.weighted(weights);
        }
        float[] large = numbers.values().clone();
        for (int i = 0; i < large.length; i++) {
            large[i] = target * (1 + large[i] / 100);
        }
        return new TableBlocks(drawn.rows(), new NumberTargets(1, large), weights, Kind.FLOATS);
    }

    /** Within the range, and within what a correct pass may be off: units are small enough. */
    private static void assertFits(Scene scene) {
        Agreement agreement = scene.againstReference(scene.local(Kernel.VECTOR));
        assertThat(agreement.agrees()).as("%s", agreement).isTrue();
        // five blocks, each rounded to half a unit: far below float32's 6e-8
        Gradient gradient = scene.reference().gradient();
        double unit = FixedPoint.ofGradients(scene.batch()).value(1) / gradient.weightSum();
        assertThat(5 * unit).isLessThan(1e-10 * gradient.norm());
        assertThat(5 * FixedPoint.ofLosses(scene.batch()).value(1) / gradient.weightSum())
                .isLessThan(1e-10 * gradient.loss());
    }

    private static void assertRefusedOnTheOrdinaryScale(Scene scene) {
        Batch ordinary = new BlockPlan(ROWS, 64).fullBatch(1);
        assertThat(scene.batch().magnitude()).isNotEqualTo(Magnitude.ONE);
        assertThatThrownBy(() ->
                        new Scene(scene.parameters(), scene.blocks(), ordinary, scene.scaling()).local(Kernel.VECTOR))
                .isInstanceOf(DivergedException.class);
    }

    @ParameterizedTest
    @CsvSource({"1e6, 1", "18823, 1", "1e-3, 1", "1, 1e6", "1, 1e-6", "1e6, 1e6", "1e6, 1e-6", "1e9, 1"})
    void targetsAndWeights(float target, float weight) {
        Scene scene = Scene.of(REGRESSION, table(REGRESSION, target, weight), 64);
        assertFits(scene);
        if (target > 1e4 && weight >= 1) {
            assertRefusedOnTheOrdinaryScale(scene);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {1e6f, 1e-6f, 1e20f, 1e-20f})
    void weightsOfClasses(float weight) {
        Scene scene = Scene.of(CLASSIFIER, table(CLASSIFIER, 0, weight), 64);
        assertFits(scene);
        if (weight > 1) {
            assertRefusedOnTheOrdinaryScale(scene);
        }
    }

    /** Every feature about 10,000 and none scaled: outputs and errors are as large, and meet inputs as large. */
    @Test
    void inputsThatAreNotScaled() {
        for (Architecture network : new Architecture[] {REGRESSION, CLASSIFIER}) {
            TableBlocks table = table(network, 5, 1);
            for (float[] row : table.rows()) {
                for (int k = 0; k < row.length; k++) {
                    row[k] = 10_000 + row[k];
                }
            }
            Magnitude magnitude = network.loss() == Loss.MSE
                    ? Magnitude.ofSquaredError(6, 10_500, 1)
                    : Magnitude.ofCrossEntropy(10_500, 1);
            Scene scene = new Scene(
                    Networks.drawn(network, 82),
                    table.of(64),
                    new BlockPlan(ROWS, 64).with(magnitude).fullBatch(1),
                    ColumnScaling.none(12));
            assertFits(scene);
            if (network.loss() == Loss.MSE) {
                assertRefusedOnTheOrdinaryScale(scene);
            }
        }
    }
}
