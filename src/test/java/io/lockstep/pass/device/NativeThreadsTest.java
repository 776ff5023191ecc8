package io.lockstep.pass.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

class NativeThreadsTest {
    /** OpenMP counts by the thread that calls it: what one has set, another does not have. */
    @Test
    void everyThreadThatAsksComputesAlone() throws Exception {
        NativeThreads.startUndisturbed();
        NativeThreads.single();
        NativeOps nd4j = NativeOpsHolder.getInstance().getDeviceNativeOps();
        int threads = CompletableFuture.supplyAsync(
                        () -> {
                            nd4j.setOmpNumThreads(2);
                            NativeThreads.single();
                            return nd4j.ompGetMaxThreads();
                        },
                        task -> new Thread(task).start())
                .get();
        assertThat(threads).isEqualTo(1);
        assertThat(nd4j.ompGetMaxThreads()).isEqualTo(1);
    }
}
