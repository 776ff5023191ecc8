package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ColumnScaling;
import io.lockstep.data.Standardizer;
import io.lockstep.pass.cuda.CudaEmulator;
import io.lockstep.pass.device.BackendException;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.device.Processor;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which pass is chosen on a machine with an emulated GPU, which ND4J cannot use. */
class PassChoiceTest {
    private static final PassPlan IMAGES = new PassPlan(Kernel.AUTO, Standardizer.identity());
    private static final PassPlan TABLE = IMAGES.with(ColumnScaling.none(4));

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ClusterSession session;

    @BeforeAll
    static void startSpark() {
        CudaEmulator.require();
        session = ClusterSession.local(2);
    }

    @AfterAll
    static void stopSpark() {
        if (session != null) {
            session.close();
        }
    }

    @Test
    void imagesAreForCuda() {
        PassChoice choice = session.choose(IMAGES, BackendPolicy.PREFER_GPU);
        assertThat(choice.plan().kernel()).isEqualTo(Kernel.CUDA);
        assertThat(choice.plan().processor()).isEqualTo(Processor.ANY_GPU);
    }

    /** cuda is not asked: what keeps the table from a GPU is what ND4J says. */
    @Test
    void aTableIsForNd4j() {
        PassChoice choice = session.choose(TABLE, BackendPolicy.PREFER_GPU);
        assertThat(choice.plan().kernel()).isEqualTo(Kernel.VECTOR);
        assertThat(choice.plan().processor()).isEqualTo(Processor.CPU);
        assertThat(choice.reason()).contains("ND4J");
        assertThatThrownBy(() -> session.choose(TABLE, BackendPolicy.GPU)).hasStackTraceContaining(choice.reason());
    }

    @Test
    void cudaRefusesATableBeforeAnyJob() {
        for (Kernel kernel : new Kernel[] {Kernel.CUDA, Kernel.CUDA_TF32}) {
            int jobs = jobs();
            assertThatThrownBy(() -> session.choose(TABLE.by(kernel), BackendPolicy.GPU))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("found the columns of a table. Set compute.kernel = nd4j");
            assertThat(jobs()).isEqualTo(jobs);
        }
    }

    private static int jobs() {
        return session.spark().sc().dagScheduler().numTotalJobs();
    }
}
