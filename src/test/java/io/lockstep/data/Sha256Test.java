package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Sha256Test {
    // FIPS 180-2, appendix B.1
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void theStandardsExampleComesOutWholeAndInParts() {
        byte[] abc = "abcd".getBytes(StandardCharsets.US_ASCII);
        assertThat(new Sha256().add(abc, 3).hex()).isEqualTo(ABC);
        assertThat(new Sha256().add(new byte[] {'a'}).add(new byte[] {'b', 'c'}).hex())
                .isEqualTo(ABC);
    }

    @Test
    void numbersAreHashedLittleEndian() {
        // 1 is 00 00 80 3f as float32, 00 00 00 00 00 00 f0 3f as float64
        assertThat(Sha256.of(new float[] {1}))
                .isEqualTo(new Sha256().add(new byte[] {0, 0, -128, 63}).hex());
        assertThat(Sha256.of(new double[] {1}))
                .isEqualTo(
                        new Sha256().add(new byte[] {0, 0, 0, 0, 0, 0, -16, 63}).hex());
    }
}
