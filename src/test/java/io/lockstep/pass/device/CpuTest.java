package io.lockstep.pass.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuTest {
    @Test
    void x86TellsItsModelAndFlagsOfTheFirstProcessor() {
        assertThat(Cpu.of("""
                processor\t: 0
                vendor_id\t: GenuineIntel
                model name\t: Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz
                flags\t\t: fpu sse2 fma avx f16c avx2 avx512f avx512bw

                processor\t: 1
                model name\t: another
                flags\t\t: fpu
                """, "amd64")).satisfies(cpu -> {
            assertThat(cpu.model()).isEqualTo("Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz");
            assertThat(cpu.features()).containsExactly("avx", "fma", "avx2", "avx512f");
        });
    }

    @Test
    void armTellsItsImplementerAndPart() {
        assertThat(Cpu.of("""
                processor\t: 0
                BogoMIPS\t: 243.75
                Features\t: fp asimd evtstrm aes asimdhp sve
                CPU implementer\t: 0x41
                CPU part\t: 0xd40
                """, "aarch64")).satisfies(cpu -> {
            assertThat(cpu.model()).isEqualTo("aarch64, implementer 0x41, part 0xd40");
            assertThat(cpu.features()).containsExactly("asimd", "asimdhp", "sve");
        });
    }

    @Test
    void aSystemThatTellsNothingIsKnownByItsArchitecture() {
        assertThat(Cpu.of("", "aarch64")).satisfies(cpu -> {
            assertThat(cpu.model()).isEqualTo("aarch64");
            assertThat(cpu.features()).isEmpty();
        });
        assertThat(Cpu.detect().model()).isNotEmpty();
    }

    @Test
    void aRealFeatureIsNotASubstringOfAnother() {
        assertThat(Cpu.of("flags : avx2", "amd64").features()).containsExactly("avx2");
    }
}
