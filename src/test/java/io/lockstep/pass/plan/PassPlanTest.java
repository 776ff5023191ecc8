package io.lockstep.pass.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ColumnScaling;
import io.lockstep.data.Standardizer;
import io.lockstep.pass.device.BackendException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PassPlanTest {
    private static final ColumnScaling TABLE = ColumnScaling.none(3);

    @Test
    void onGpusATableIsComputedByNd4j() {
        assertThat(new PassPlan(Kernel.AUTO, Standardizer.identity()).onGpus())
                .containsExactly(Kernel.CUDA, Kernel.ND4J);
        assertThat(new PassPlan(Kernel.AUTO, TABLE).onGpus()).containsExactly(Kernel.ND4J);
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void onlyTheCudaKernelsRefuseATable(Kernel kernel) {
        assertThatCode(new PassPlan(kernel, Standardizer.identity())::requireFeatures)
                .doesNotThrowAnyException();
        if (kernel.isCuda()) {
            assertThatThrownBy(new PassPlan(kernel, TABLE)::requireFeatures)
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("found the columns of a table")
                    .hasMessageEndingWith("Set compute.kernel = nd4j or auto, which chooses nd4j for a table.");
        } else {
            assertThatCode(new PassPlan(kernel, TABLE)::requireFeatures).doesNotThrowAnyException();
        }
    }
}
