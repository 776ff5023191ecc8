package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.TableBlocks;
import io.lockstep.block.TableBlocks.Kind;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.train.Adam;
import io.lockstep.train.AdamW;
import io.lockstep.train.ClippedOptimizer;
import io.lockstep.train.Clipping;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Momentum;
import io.lockstep.train.Nesterov;
import io.lockstep.train.Optimizer;
import io.lockstep.train.StepRecord;
import io.lockstep.train.Trainer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of a round have the bits of one thread, for every kind of data, loss and optimizer, and every number of tasks. */
class RoundBitsTest {
    private static final int STEPS = 200;
    private static final int ROWS = 613; // a short last block, and epochs of 5 steps
    private static final Architecture CLASSES =
            new Architecture(List.of(21, 6, 4), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final Architecture NUMBERS = new Architecture(List.of(21, 6, 2), Activation.SHIFTED_RELU, Loss.MSE);

    private static final List<RoundScene> SCENES = List.of(
            RoundScene.digits(
                    1_153,
                    8,
                    new Architecture(List.of(784, 16, 1), Activation.RELU, Loss.MSE),
                    new AdamW(0.9, 0.999, 1e-8, 0.01)),
            RoundScene.digits(
                    1_153,
                    8,
                    new Architecture(List.of(784, 12, 8, 10), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY),
                    clipped(new Momentum(0.9, 0))),
            RoundScene.table(
                    TableBlocks.ofNumbers(CLASSES, Kind.FLOATS, 51, ROWS).weighted(51),
                    CLASSES,
                    new GradientDescent(0.01)),
            RoundScene.table(
                    TableBlocks.ofNumbers(NUMBERS, Kind.FLOATS, 52, ROWS), NUMBERS, clipped(new Nesterov(0.9, 0))),
            RoundScene.table(
                    TableBlocks.of(CLASSES, Kind.SPARSE, 53, ROWS), CLASSES, new Adam(0.9, 0.999, 1e-8, 0.01)),
            RoundScene.table(
                    TableBlocks.ofNumbers(NUMBERS, Kind.SPARSE, 54, ROWS).weighted(54),
                    NUMBERS,
                    clipped(new AdamW(0.9, 0.999, 1e-8, 0.01))));

    private static final Map<RoundScene, List<String>> EXPECTED = new HashMap<>();

    /** A norm that most gradients exceed. */
    private static Optimizer clipped(Optimizer optimizer) {
        return new ClippedOptimizer(new Clipping(0.1), optimizer);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void aStageHasTheBitsOfOneThread(int partitions) {
        try (ClusterSession session = ClusterSession.local(partitions)) {
            for (RoundScene scene : SCENES) {
                List<String> expected = EXPECTED.computeIfAbsent(scene, RoundBitsTest::byOneThread);
                Seen found = new Seen(90);
                Told told = new Told();
                try (ClusterBlocks blocks = scene.on(session, partitions)) {
                    new Trainer(scene.stage(session, blocks, told), found).run(scene.begin(), STEPS);
                }
                assertThat(found.bits()).as("%s", scene).hasSize(STEPS).isEqualTo(expected);
                assertThat(found.reachedSteps()).containsExactly(90, 180, 200);
                assertThat(told.choices()).containsExactly("stage of " + partitions);
                assertThat(told.rounds()).isEqualTo(3);
                assertThat(told.losses()).isEmpty();
            }
        }
    }

    /** Remembers the digests; needs a state every 30 steps. */
    static final class Digests extends Seen {
        final List<String> digests = new ArrayList<>();

        Digests() {
            super(30);
        }

        @Override
        public boolean taken(StepRecord step) {
            digests.add(step.step() + " " + step.parametersSha256());
            return true;
        }
    }

    private static List<String> byOneThread(RoundScene scene) {
        Seen seen = new Seen(1);
        new Trainer(scene.oneThread(), seen).run(scene.begin(), STEPS);
        return seen.bits();
    }
}
