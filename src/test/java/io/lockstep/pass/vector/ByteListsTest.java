package io.lockstep.pass.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteListsTest {
    /** Every byte at every place of the eight that are counted at once, and behind them. */
    @Test
    void bytesThatAreNotZeroAreCounted() {
        for (int value = 0; value < 256; value++) {
            for (int at = 0; at < 11; at++) {
                byte[] bytes = new byte[11];
                bytes[at] = (byte) value;
                assertThat(ByteLists.count(bytes)).as("%d at %d", value, at).isEqualTo(value == 0 ? 0 : 1);
            }
        }
        Random random = new Random(17);
        for (int length = 0; length < 40; length++) {
            byte[] bytes = new byte[length];
            int expected = 0;
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
                expected += bytes[i] == 0 ? 0 : 1;
            }
            assertThat(ByteLists.count(bytes)).isEqualTo(expected);
        }
    }
}
