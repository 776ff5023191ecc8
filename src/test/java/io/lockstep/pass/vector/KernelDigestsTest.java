package io.lockstep.pass.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The digests of the kernel are those of the file {@link KernelJvm#EXPECTED}, here and in some other JVMs; {@link KernelJvmsIT} has many. */
class KernelDigestsTest {
    private static final String PLAIN = "plain loops";

    static Stream<Loops> loops() {
        return Stream.of(PlainLoops.INSTANCE, VectorLoops.PREFERRED);
    }

    @ParameterizedTest
    @MethodSource("loops")
    void bothKindsOfLoopsGiveTheExpectedDigestsInThisJvm(Loops loops) throws IOException {
        assertThat(new KernelDigests(loops).lines(false)).containsExactlyElementsOf(KernelJvm.expected());
    }

    @Test
    void soDoesAJvmWithoutTheModuleOfVectors() throws Exception {
        KernelJvm.ofThisKind().mustPrintWhatIsExpected(false, PLAIN);
    }

    @Test
    void soDoesTheInterpreter() throws Exception {
        KernelJvm.ofThisKind("-Xint", VectorModule.OPTION).mustPrintWhatIsExpected(true, "vectors of ");
    }

    /** Vectors of this many bits that the machine has in registers: others would be emulated, and say nothing of it. */
    static List<Integer> bits() {
        int most = FloatVector.SPECIES_MAX.vectorBitSize();
        return Stream.of(128, 256, 512).filter(bits -> bits <= most).toList();
    }

    @ParameterizedTest
    @MethodSource("bits")
    void soDoVectorsOfEveryWidthThatThisMachineHas(int bits) throws Exception {
        KernelJvm.ofThisKind(VectorModule.OPTION, "-Dlockstep.vector-bits=" + bits)
                .mustPrintWhatIsExpected(false, "vectors of %d bits".formatted(bits));
    }
}
