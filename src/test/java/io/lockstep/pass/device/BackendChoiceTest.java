package io.lockstep.pass.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4jBackend;

class BackendChoiceTest {
    @Test
    void nd4jFindsTheOneBackendThatWasChosen() {
        assertThat(ServiceLoader.load(Nd4jBackend.class, new OneBackend(Processor.Kind.CPU.backend())))
                .singleElement()
                .satisfies(backend -> assertThat(backend.getClass().getName()).isEqualTo(Processor.Kind.CPU.backend()));
        // A service that the class path does not have: not passed over, as a list of others would be.
        assertThatThrownBy(() -> ServiceLoader.load(Nd4jBackend.class, new OneBackend(Processor.Kind.GPU.backend()))
                        .iterator()
                        .next())
                .hasMessageContaining(Processor.Kind.GPU.backend() + " not found");
    }

    @Test
    void aVirtualMachineKeepsItsChoice() {
        Processor.CPU.use();
        Processor.CPU.use();
        assertThatThrownBy(() -> BackendChoice.make(Processor.Kind.GPU))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("found GPU after CPU has started");
        // asked before, so that a GPU that is preferred gives way and one that is demanded is an error
        assertThat(BackendChoice.reasonAgainst(Processor.Kind.GPU)).contains("found GPU after CPU has started");
        assertThat(BackendChoice.reasonAgainst(Processor.Kind.CPU)).isEmpty();
    }

    @Test
    void anotherBackendThanTheChosenOneIsRefused() {
        Processor.CPU.use();
        assertThatThrownBy(() -> BackendChoice.verify(String.class))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("CpuBackend, found java.lang.String");
    }

    @Test
    void aGpuWithoutTheCudaBuildIsAnErrorAndNotTheCpu() {
        assertThatThrownBy(Processor.gpu("0")::use)
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("expected ND4J's CUDA build in the application")
                .hasMessageContaining("mvn -P cuda");
        assertThat(Nd4jCuda.reasonAgainst("0")).contains("CUDA build");
    }
}
