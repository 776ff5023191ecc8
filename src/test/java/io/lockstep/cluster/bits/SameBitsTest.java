package io.lockstep.cluster.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.DigitBlocks;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.LocalSpark;
import io.lockstep.data.Examples;
import io.lockstep.data.Standardizer;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import io.lockstep.pass.plan.Fingerprint;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SameBitsTest {
    private static final BlockPlan PLAN = new BlockPlan(300, 100);
    private static final Examples DIGITS = DigitBlocks.digits(1, (int) PLAN.examples());
    private static final Architecture ARCHITECTURE = Networks.LESSON;
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, DigitBlocks.STANDARDIZER);
    private static final ProbeBlocks PROBE = ProbeBlocks.of(ARCHITECTURE, PLAN);
    private static final Parameters PARAMETERS = Parameters.initial(ARCHITECTURE, Initializer.XAVIER, 3);

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

    private static Fingerprint ours() {
        return Fingerprint.of(PROBE, PASS);
    }

    /** The kernel vector takes part without ND4J, and its probe says which vectors it used. */
    @Test
    void theKernelVectorIsJavaAlone() {
        assertThat(ours().backend().isJava()).isTrue();
        assertThat(ours().backend().nd4j()).isEmpty();
        assertThat(ours().backend().blas()).isEqualTo("Java " + Runtime.version().feature());
        assertThat(ours().backend().coreType()).matches("vectors of \\d+ bits|plain loops");
        assertThat(Fingerprint.of(PROBE, PASS.by(Kernel.ND4J)).backend().isJava())
                .isFalse();
    }

    /** The promise of the kernel vector in one number: this digest is a constant of the source, not of the machine. */
    @Test
    void theProbeGivesTheSameDigestOnEveryProcessor() {
        assertThat(ours().digest()).isEqualTo("8581fa9b09556602ef67bd57747b3ae4270c6155b8e55e53000cc578f280602d");
    }

    /** As if the run had begun on machines that round otherwise. */
    private static SameBits others() {
        Fingerprint ours = ours();
        return new SameBits(PROBE, new Fingerprint("f".repeat(64), ours.processor(), ours.backend(), ours.gpu()));
    }

    @Test
    void inLocalModeTheDriverIsTheOnlyOne() {
        Fingerprints fingerprints = Fingerprints.take(spark, PROBE, PASS, false);
        assertThat(fingerprints.taken()).containsExactly(new Fingerprints.Taken("driver", "127.0.0.1", ours()));
        assertThat(ours().digest()).isEqualTo(PROBE.digest(PASS.with(ProbeBlocks.STANDARDIZER)));
    }

    @Test
    void theDataDoesNotMatterButTheKernelDoes() {
        assertThat(Fingerprint.of(PROBE, PASS.with(Standardizer.identity()))).isSameAs(ours());
        assertThat(Fingerprint.of(PROBE, new PassPlan(Kernel.ND4J, DigitBlocks.STANDARDIZER)))
                .isNotSameAs(ours());
    }

    @Test
    void anExecutorThatGivesTheBitsComputes() {
        SameBits bits = SameBits.of(PROBE, Fingerprints.take(spark, PROBE, PASS, false));
        try (ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 2)) {
            double[] free = new ClusterGradients(blocks, PASS)
                    .gradientSum(PARAMETERS, PLAN.fullBatch(1))
                    .mean()
                    .values();
            assertThat(new ClusterGradients(blocks.requiring(bits), PASS)
                            .gradientSum(PARAMETERS, PLAN.fullBatch(1))
                            .mean()
                            .values())
                    .containsExactly(free);
        }
    }

    @Test
    void anExecutorThatGivesOtherBitsContributesNothing() {
        try (ClusterBlocks all = ClusterBlocks.of(spark, DIGITS, PLAN, 2)) {
            ClusterBlocks blocks = all.requiring(others());
            for (ThrowingCallable work : List.<ThrowingCallable>of(
                    () -> new ClusterGradients(blocks, PASS).gradientSum(PARAMETERS, PLAN.fullBatch(1)),
                    () -> blocks.evaluate(PARAMETERS, PASS),
                    () -> blocks.inputGradients(PARAMETERS, PASS, 10))) {
                assertThatThrownBy(work)
                        .hasRootCauseInstanceOf(MixedClusterException.class)
                        .rootCause()
                        .hasMessageStartingWith(
                                "cluster.mixed: expected bit-identical results from all processes, found 2 groups that differ: the processes at the"
                                        + " start of the run (probe ffffffffffff); the driver at 127.0.0.1 (probe "
                                        + ours().digest().substring(0, 12) + "). The kernel vector gives bit-identical results");
            }
        }
    }
}
