package io.lockstep.cluster.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.bits.Fingerprints.Taken;
import io.lockstep.pass.Networks;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.Cpu;
import io.lockstep.pass.plan.Fingerprint;
import io.lockstep.pass.plan.ProbeBlocks;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    private static final Cpu EPYC = new Cpu("AMD EPYC 7763", List.of("avx", "fma", "avx2"));
    private static final Cpu XEON = new Cpu("Intel Xeon 8370C", List.of("avx", "fma", "avx2", "avx512f"));
    private static final Cpu OLD = new Cpu("Intel Xeon X5570", List.of());
    private static final Fingerprint ZEN = cpu("a", EPYC, "Zen");
    private static final Fingerprint HASWELL = cpu("a", XEON, "Haswell");
    private static final Fingerprint SKYLAKE = cpu("b", XEON, "SkylakeX");
    private static final ProbeBlocks PROBE = new ProbeBlocks(Networks.LESSON, List.of(1));

    private static Fingerprint cpu(String digest, Cpu processor, String coreType) {
        return of(digest, processor, "1.0.0-M2.1", coreType, "");
    }

    private static Fingerprint of(String digest, Cpu processor, String nd4j, String coreType, String gpu) {
        Backend backend = new Backend(nd4j, gpu.isEmpty() ? "CPU" : "GPU", "OpenBLAS 0.3.19", coreType);
        return new Fingerprint(digest.repeat(64), processor, backend, gpu);
    }

    private static Fingerprint cuda(String digest, String libraries) {
        String gpu = "NVIDIA H100";
        return new Fingerprint(digest.repeat(64), XEON, new Backend("", "GPU", libraries, gpu + ", sm_90"), gpu);
    }

    /** By the kernel vector: of another processor, and of a JVM with other vectors or none. */
    private static Fingerprint java(String digest, Cpu processor, String version, String loops) {
        return new Fingerprint(digest.repeat(64), processor, new Backend("", "CPU", version, loops), "");
    }

    private static Taken executor(int id, Fingerprint fingerprint) {
        return new Taken("executor " + id, "10.0.0." + id, fingerprint);
    }

    private static Taken driver(Fingerprint fingerprint) {
        return new Taken("driver", "gateway", fingerprint);
    }

    private static Fingerprints of(Taken... taken) {
        return new Fingerprints(List.of(taken));
    }

    private static Fingerprints unlike(Fingerprint one, Fingerprint other) {
        return of(executor(1, one), executor(2, other));
    }

    @Test
    void equalDigestsAreNotMixedWhateverElseDiffers() {
        Fingerprints fingerprints = of(executor(1, ZEN), executor(2, HASWELL), driver(ZEN));
        assertThat(fingerprints.areMixed()).isFalse();
        assertThat(SameBits.of(PROBE, fingerprints).expected()).isEqualTo(ZEN);
        assertThat(fingerprints.summary())
                .isEqualTo("2 executors and the driver, probe aaaaaaaaaaaa, Zen and Haswell, avx fma avx2");
    }

    @Test
    void theSummarySaysWhoWasAsked() {
        assertThat(of(driver(ZEN)).summary()).isEqualTo("1 process, probe aaaaaaaaaaaa, Zen, avx fma avx2");
        assertThat(of(executor(1, ZEN)).summary()).startsWith("1 executor, ");
        assertThat(of(executor(1, ZEN), driver(ZEN)).summary()).startsWith("1 executor and the driver, ");
        assertThat(of(driver(cpu("a", new Cpu("aarch64", List.of()), "VORTEX"))).summary())
                .isEqualTo("1 process, probe aaaaaaaaaaaa, VORTEX");
    }

    @Test
    void gpusAreKnownByTheirModel() {
        assertThat(of(executor(1, of("a", XEON, "1", "SkylakeX", "NVIDIA A10, driver 535.104.05")))
                        .summary())
                .isEqualTo("1 executor, probe aaaaaaaaaaaa, NVIDIA A10, driver 535.104.05");
    }

    @Test
    void differentDigestsNameEachGroupByExecutorAndHostWithWhatDiffers() {
        Fingerprints mixed = of(executor(1, SKYLAKE), executor(2, HASWELL), driver(ZEN));
        assertThat(mixed.areMixed()).isTrue();
        assertThatThrownBy(() -> SameBits.of(PROBE, mixed))
                .isInstanceOf(MixedClusterException.class)
                .hasMessage(
                        "cluster.mixed: expected bit-identical results from all processes, found 2 groups that differ:"
                                + " executor 2 at 10.0.0.2, the driver at gateway (probe aaaaaaaaaaaa, core type Haswell and Zen,"
                                + " Intel Xeon 8370C and AMD EPYC 7763, with avx fma avx2 avx512f and avx fma avx2);"
                                + " executor 1 at 10.0.0.1 (probe bbbbbbbbbbbb, core type SkylakeX, Intel Xeon 8370C, with avx fma"
                                + " avx2 avx512f). Set spark.executorEnv.OPENBLAS_CORETYPE=Haswell, and"
                                + " OPENBLAS_CORETYPE=Haswell in the driver's environment, or set cluster.mixed = accept: some bits of"
                                + " the result then depend on which process computes which block.");
    }

    @Test
    void withTheKernelVectorAllProcessorsAndJvmsAreOneGroup() {
        Cpu arm = new Cpu("aarch64, implementer 0x41, part 0xd40", List.of("asimd", "sve"));
        Fingerprints fingerprints = of(
                executor(1, java("a", XEON, "Java 17", "vectors of 512 bits")),
                executor(2, java("a", EPYC, "Java 21", "vectors of 256 bits")),
                executor(3, java("a", arm, "Java 17", "vectors of 128 bits")),
                executor(4, java("a", OLD, "Java 17", Backend.PLAIN_LOOPS)));
        assertThat(fingerprints.areMixed()).isFalse();
        assertThat(fingerprints.summary())
                .isEqualTo("4 executors, probe aaaaaaaaaaaa, vectors of 512 bits and vectors of 256 bits and"
                        + " vectors of 128 bits and plain loops");
        assertThat(SameBits.of(PROBE, fingerprints).expected().backend().isJava())
                .isTrue();
    }

    /** No setting of OpenBLAS helps, and no machine of another kind: such a difference must not be. */
    @Test
    void aProcessWhoseKernelVectorGivesOtherBitsHasAnotherBuildOrAFault() {
        String advice = "The kernel vector gives bit-identical results on every processor, so give all processes the"
                + " same build of Lockstep; if they have it, one machine may be faulty: test its processor and memory, or"
                + " set cluster.mixed = accept";
        for (Fingerprint odd : List.of(
                java("b", XEON, "Java 17", "vectors of 512 bits"),
                java("b", EPYC, "Java 17", "vectors of 256 bits"),
                java("b", OLD, "Java 21", Backend.PLAIN_LOOPS))) {
            Fingerprints mixed = unlike(java("a", XEON, "Java 17", "vectors of 512 bits"), odd);
            assertThat(mixed.areMixed()).isTrue();
            assertThat(mixed.remedy()).startsWith(advice);
        }
    }

    /** One process that computes by a BLAS beside one that does not: they have other builds, or other settings. */
    @Test
    void javaBesideABlasIsAnotherBuild() {
        assertThat(unlike(java("b", XEON, "Java 17", "vectors of 512 bits"), HASWELL)
                        .remedy())
                .startsWith("Give the driver and all executors the same build of Lockstep, or");
    }

    @Test
    void whatIsTheSameForAllIsNotNamed() {
        assertThat(unlike(HASWELL, SKYLAKE).kinds())
                .containsExactly(
                        "executor 1 at 10.0.0.1 (probe aaaaaaaaaaaa, core type Haswell)",
                        "executor 2 at 10.0.0.2 (probe bbbbbbbbbbbb, core type SkylakeX)");
    }

    @Test
    void ofAThousandExecutorsTheOddOneIsNamed() {
        Fingerprints mixed = new Fingerprints(Stream.concat(
                        Stream.of(executor(0, SKYLAKE)),
                        IntStream.range(1, 1_000).mapToObj(id -> executor(id, HASWELL)))
                .toList());
        assertThat(mixed.kinds().get(0))
                .contains("executor 8 at 10.0.0.8 and 991 more (")
                .hasSizeLessThan(400);
        assertThat(mixed.kinds().get(1)).startsWith("executor 0 at 10.0.0.0 (");
    }

    @Test
    void theRemedyIsForWhatDiffers() {
        assertThat(unlike(ZEN, SKYLAKE).remedy()).startsWith("Set spark.executorEnv.OPENBLAS_CORETYPE=Haswell, and");
        assertThat(unlike(ZEN, cpu("c", OLD, "Nehalem")).remedy()) // which would not run Haswell's kernels
                .startsWith("Set spark.executorEnv.OPENBLAS_CORETYPE=Nehalem, and");
        Cpu arm = new Cpu("aarch64, implementer 0x41, part 0xd40", List.of("asimd", "sve"));
        assertThat(unlike(cpu("a", arm, "NEOVERSEN1"), cpu("b", arm, "ARMV8")).remedy())
                .startsWith("Set spark.executorEnv.OPENBLAS_CORETYPE=ARMV8, and");
        assertThat(unlike(of("a", XEON, "1", "", "NVIDIA A10"), of("b", XEON, "1", "", "Tesla T4"))
                        .remedy())
                .startsWith("Use GPUs of one model with one driver, or set cluster.mixed = accept");
        assertThat(unlike(cuda("a", "cuBLAS 12.8.4"), cuda("b", "cuBLAS 13.1.0"))
                        .remedy())
                .startsWith("Install the same version of CUDA's libraries on all machines, or");
        assertThat(unlike(of("a", XEON, "1", "Haswell", ""), of("b", EPYC, "2", "Zen", ""))
                        .remedy())
                .startsWith("Give the driver and all executors the same build of Lockstep, or");
        assertThat(unlike(cpu("a", XEON, "Haswell"), cpu("b", EPYC, "Haswell")).remedy())
                .startsWith("Use machines of one kind, or");
        assertThat(unlike(cpu("a", XEON, "Haswell"), cpu("b", XEON, "Haswell")).remedy())
                .startsWith("Their other known properties are equal, so one machine may be faulty: test its");
    }
}
