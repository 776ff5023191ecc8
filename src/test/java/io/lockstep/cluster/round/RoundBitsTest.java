package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.check.LocalGradients;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.AdamW;
import io.lockstep.train.GradientStepper;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Step;
import io.lockstep.train.StepObserver;
import io.lockstep.train.StepRecord;
import io.lockstep.train.Trainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of a round have the bits of one thread. */
class RoundBitsTest {
    private static final int STEPS = 200;
    private static final BlockPlan PLAN = new BlockPlan(1_153, 16, 8, 3);
    private static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    private static final Standardizer STANDARDIZER =
            DatasetCard.of(DIGITS, "built in", PLAN.examples()).standardizer();
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, STANDARDIZER);
    private static final Optimizer OPTIMIZER = new AdamW(0.9, 0.999, 1e-8, 0.01);
    private static final Schedule RATE = new Schedule.OneCycle(0.01, 0.3, 25, 10_000);

    /** Remembers the digests; needs a state every 30 steps. */
    static final class Digests implements StepObserver {
        final List<String> digests = new ArrayList<>();

        @Override
        public boolean taken(StepRecord step) {
            digests.add(step.step() + " " + step.parametersSha256());
            return true;
        }

        @Override
        public boolean reached(Step step) {
            return true;
        }

        @Override
        public int until(int first, int steps) {
            return Math.min(steps, first + 29);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void aStageHasTheBitsOfOneThread(int partitions) {
        try (ClusterSession session = ClusterSession.local(partitions)) {
            for (Architecture network : List.of(
                    new Architecture(List.of(784, 16, 1), Activation.RELU, Loss.MSE),
                    new Architecture(List.of(784, 12, 8, 10), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY))) {
                OptimizerState begin = OPTIMIZER.initial(Parameters.initial(network, Initializer.KAIMING_FAN_IN, 7));
                Digests expected = new Digests();
                new Trainer(
                                new GradientStepper(
                                        PLAN, new LocalGradients(BlockReader.all(DIGITS, PLAN), PASS), OPTIMIZER, RATE),
                                expected)
                        .run(begin, STEPS);
                Digests found = new Digests();
                try (ClusterBlocks blocks = ClusterBlocks.of(session.spark(), DIGITS, PLAN, partitions)
                        .preparedFor(PASS)) {
                    ClusterGradients gradients = new ClusterGradients(blocks, PASS);
                    StageStepper stage = new StageStepper(
                            session,
                            blocks,
                            new StageStepper.Work(gradients.passes(), OPTIMIZER, RATE, new AuditPlan(1, 0)),
                            new StageStepper.Limits(Duration.ofSeconds(30), Duration.ZERO, false),
                            () -> {},
                            new GradientStepper(PLAN, gradients, OPTIMIZER, RATE),
                            RoundListener.UNTOLD);
                    long start = System.nanoTime();
                    new Trainer(stage, found).run(begin, STEPS);
                    System.out.println(partitions + " " + network + " " + (System.nanoTime() - start) / 1e6 / STEPS + " ms a step");
                }
                assertThat(found.digests).hasSize(STEPS).isEqualTo(expected.digests);
            }
        }
    }
}
