package io.lockstep.cluster.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.DigitBlocks;
import io.lockstep.cluster.BitFlip;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.LocalSpark;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.ExamplesBehind;
import io.lockstep.gradient.Computed;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.ExampleCountException;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Schedule;
import io.lockstep.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that are computed twice, where there is no other executor. */
class AuditedGradientsTest {
    /** 13 blocks, the last of one row. */
    private static final BlockPlan PLAN = new BlockPlan(97, 8);

    private static final Examples DIGITS = DigitBlocks.digits(5, 97);
    private static final Architecture ARCHITECTURE =
            new Architecture(List.of(784, 6, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final Parameters INITIAL = Parameters.initial(ARCHITECTURE, Initializer.KAIMING_FAN_IN, 7);
    private static final PassPlan RIGHT = new PassPlan(Kernel.VECTOR, DigitBlocks.STANDARDIZER);
    private static final AuditPlan ALL = new AuditPlan(42, 1);
    private static final int STEPS = 3;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static JavaSparkContext spark;

    @BeforeAll
    static void startSpark() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1})
    void anAuditFindsNothingInRightPassesAndChangesNoBit(double share) {
        AuditPlan plan = new AuditPlan(42, share);
        List<String> unaudited = new ArrayList<>();
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 2)) {
            train(new ClusterGradients(blocks, RIGHT), unaudited, new ArrayList<>());
        }
        for (int partitions : List.of(1, 3, 40)) { // 40 are merged in a tree
            // the second computation reads blocks from their source, where none is prepared
            try (ClusterBlocks blocks =
                    ClusterBlocks.of(spark, DIGITS, PLAN, partitions).preparedFor(RIGHT)) {
                AuditedGradients gradients = new AuditedGradients(new ClusterGradients(blocks, RIGHT), plan);
                List<String> digests = new ArrayList<>();
                List<Audit> audits = new ArrayList<>();
                train(gradients, digests, audits);
                assertThat(digests).hasSize(STEPS).isEqualTo(unaudited);
                assertThat(audits)
                        .isEqualTo(IntStream.rangeClosed(1, STEPS)
                                .mapToObj(step -> new Audit(drawn(plan, step), 0))
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, w1", "4703, w1", "4704, b1", "4710, w2", "4770, b2", "4779, b2", "4780, loss"})
    void aBitThatFlipsOnceIsFoundAndNamed(int value, String tensor) {
        PassFactory passes = BitFlip.once(RIGHT, value, 0); // the last bit: a part in ten million
        for (int block : List.of(0, 7, 12)) {
            assertThatThrownBy(() -> audit(DIGITS, passes, ALL, 3, block))
                    .isInstanceOf(AuditException.class)
                    .hasMessageStartingWith("step 3, block " + block + ", " + tensor
                            + ": expected bit-identical gradients from executor driver on 127.0.0.1 and the second computation there, found"
                            + " digests ")
                    .hasMessageEndingWith("The step was discarded; the same command resumes from the last checkpoint.")
                    .hasNoCause(); // Spark has not seen it, and has tried nothing again
            assertThat(BitFlip.struck()).isTrue();
        }
    }

    /**
     * A bit flips in one block of each of N = 200 steps. Each is found with the probability p = 0.3, independently, so that
     * the number found has the mean N p = 60 and the deviation sqrt(N p (1 - p)) = 6.5. Five deviations are allowed, which
     * the right share leaves with a probability of 6e-7 over all seeds; this one gives the same number each time.
     */
    @Test
    void flippedBitsAreFoundWithTheProbabilityThatTheSharePromises() {
        AuditPlan plan = new AuditPlan(20, 0.3);
        PassFactory passes = BitFlip.once(RIGHT, 0, 0);
        int found = 0;
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 2)) {
            AuditedGradients gradients = new AuditedGradients(new ClusterGradients(blocks, passes), plan);
            for (int step = 1; step <= 200; step++) {
                int block = step % PLAN.blockCount();
                int now = step;
                BitFlip.arm(block);
                Throwable end = catchThrowable(() -> gradients.gradientSum(INITIAL, PLAN.fullBatch(now)));
                assertThat(BitFlip.struck()).isTrue();
                assertThat(end instanceof AuditException).isEqualTo(plan.includes(step, block));
                found += end instanceof AuditException ? 1 : 0;
            }
        }
        assertThat(found).isBetween(60 - 32, 60 + 32);
    }

    @Test
    void aCachedBlockThatIsNotWhatItsSourceSaysIsFound() {
        ReadWronglyAtFirst.OPENED.set(0);
        assertThatThrownBy(() -> audit(new ReadWronglyAtFirst(DIGITS), RIGHT, ALL, 1, -1))
                .isInstanceOf(AuditException.class)
                .hasMessageStartingWith("step 1, block 4, w1: expected bit-identical gradients")
                .hasMessageContaining("a cached block may be damaged");
    }

    /** It needs another executor: see AuditIT. */
    @Test
    void aFaultThatIsTheSameBothTimesIsNotSeenWhereThereIsNoOtherExecutor() {
        PassFactory passes = BitFlip.onExecutor("driver", RIGHT, 0, 20);
        assertThat(audit(DIGITS, passes, ALL, 1, -1)).isEqualTo(new Audit(13, 0));
    }

    @Test
    void blocksThatAreMissingOrRepeatedAreStillTheTrainersToTell() {
        for (List<BlockRange> ranges :
                List.of(List.of(new BlockRange(0, 12)), List.of(new BlockRange(0, 13), new BlockRange(3, 1)))) {
            try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, ranges)) {
                AuditedGradients gradients = new AuditedGradients(new ClusterGradients(blocks, RIGHT), ALL);
                assertThatThrownBy(() -> train(gradients, new ArrayList<>(), new ArrayList<>()))
                        .isInstanceOf(ExampleCountException.class)
                        .hasMessageStartingWith("step 1: expected a sum over 97 examples");
            }
        }
    }

    @Test
    void whatIsNotANumberBothTimesHasDivergedAndNoMachineIsBlamed() {
        float[] values = INITIAL.values().clone();
        values[0] = Float.NaN;
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 2)) {
            AuditedGradients gradients = new AuditedGradients(new ClusterGradients(blocks, RIGHT), ALL);
            Trainer trainer =
                    new Trainer(PLAN, gradients, new GradientDescent(), new Schedule.Constant(0.1), step -> true);
            assertThatThrownBy(
                            () -> trainer.run(new GradientDescent().initial(new Parameters(ARCHITECTURE, values)), 1))
                    .isInstanceOf(DivergedException.class);
        }
    }

    private static int drawn(AuditPlan plan, int step) {
        return (int) IntStream.range(0, PLAN.blockCount())
                .filter(block -> plan.includes(step, block))
                .count();
    }

    private static Audit audit(Examples examples, PassFactory passes, AuditPlan plan, int step, int armed) {
        BitFlip.arm(armed);
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, examples, PLAN, 2)) {
            AuditedGradients gradients = new AuditedGradients(new ClusterGradients(blocks, passes), plan);
            Computed computed = gradients.compute(INITIAL, PLAN.fullBatch(step));
            return new Audit(computed.auditedBlocks(), computed.auditedElsewhere());
        }
    }

    /** How many blocks were computed twice, and how many of them elsewhere. */
    private record Audit(int blocks, int elsewhere) {}

    private static void train(GradientSource gradients, List<String> digests, List<Audit> audits) {
        new Trainer(PLAN, gradients, new GradientDescent(), new Schedule.Constant(0.1), step -> {
                    digests.add(step.after().parameters().sha256());
                    audits.add(
                            new Audit(step.work().auditedBlocks(), step.work().auditedElsewhere()));
                    return true;
                })
                .run(new GradientDescent().initial(INITIAL), STEPS);
    }

    /** The first two readers, those of the partitions, see another pixel in block 4. */
    private record ReadWronglyAtFirst(Examples examples) implements ExamplesBehind {
        static final AtomicInteger OPENED = new AtomicInteger();

        @Override
        public ExampleReader open() {
            ExampleReader right = examples.open();
            boolean wrong = OPENED.incrementAndGet() <= 2;
            return new ExampleReader() {
                private long next;

                @Override
                public void skip(long count) {
                    right.skip(count);
                    next += count;
                }

                @Override
                public void read(byte[] pixels, byte[] labels) {
                    right.read(pixels, labels);
                    if (wrong && next == PLAN.firstExample(4)) {
                        pixels[400] ^= 1;
                    }
                    next += labels.length;
                }

                @Override
                public void close() {
                    right.close();
                }
            };
        }
    }
}
