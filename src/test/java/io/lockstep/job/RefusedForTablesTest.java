package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.BlockPlan;
import io.lockstep.check.Opinion;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.ConfigException;
import io.lockstep.data.ColumnScaling;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot compute on a table, or on its weights, is refused before anything is computed, with what to take instead. */
class RefusedForTablesTest {
    @Test
    void cudaIsForImages() {
        assertThatThrownBy(() -> Tables.requireKernel("compute.kernel", Kernel.CUDA_TF32))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "compute.kernel: expected auto, vector or nd4j for a table, found cuda-tf32, which computes on"
                                + " images only. Choose nd4j, or auto, which is nd4j for a table on GPUs.");
        for (Kernel kernel : List.of(Kernel.AUTO, Kernel.VECTOR, Kernel.ND4J)) {
            assertThatCode(() -> Tables.requireKernel("compute.kernel", kernel)).doesNotThrowAnyException();
        }
    }

    @Test
    void deeplearning4jsTrainingOnSparkHasNoWeights() {
        try (ClusterSession session = ClusterSession.local(1)) {
            assertThatThrownBy(() -> opinions(session, true, Opinion.LOCAL, Opinion.DL4J_SPARK))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("check.against: expected checks that take weights of examples, found dl4j-spark:"
                            + " Deeplearning4j's training on Spark has none. Use dl4j, autodiff or reference instead.");
            assertThatCode(() -> opinions(session, false, Opinion.DL4J_SPARK)).doesNotThrowAnyException();
            assertThatCode(() -> opinions(session, true, Opinion.LOCAL, Opinion.DL4J, Opinion.NUMERICAL))
                    .doesNotThrowAnyException();
        }
    }

    private static Opinions opinions(ClusterSession session, boolean weighted, Opinion... names) {
        PassPlan pass = new PassPlan(Kernel.VECTOR, ColumnScaling.none(3));
        return Opinions.of(
                List.of(names), List.of(), new BlockPlan(4, 2), session, pass, weighted, 1, 0, RunListener.NONE);
    }
}
