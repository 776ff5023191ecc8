package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NpyHeaderTest {
    private static final String TEXT = "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 28, 28), }   \n";

    @Test
    void eachVersionIsRead() {
        for (byte version : new byte[] {1, 2, 3}) {
            byte[] file = file(version, TEXT.length(), TEXT);
            NpyHeader header = read(Bytes.concat(file, new byte[5]));
            assertThat(header).isEqualTo(new NpyHeader("|u1", false, List.of(3L, 28L, 28L), file.length));
        }
        String longColumn = "{'descr': '<i8', 'fortran_order': True, 'shape': (5000000000,)}";
        assertThat(read(file((byte) 1, longColumn.length(), longColumn)).shape())
                .containsExactly(5_000_000_000L);
    }

    @Test
    void aHeaderThatIsCutOrAbsurdIsRefused() {
        byte[] file = file((byte) 1, TEXT.length(), TEXT);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(DataException.class);
        }
        refused(file((byte) 2, -1, TEXT), "expected a header of at most 1048576 bytes, found 4294967295");
        refused(file((byte) 1, 100, TEXT), "expected a header of 100 bytes, found " + TEXT.length() + " bytes");
        String records = "{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (3,), }" + "x".repeat(5000);
        refused(file((byte) 2, records.length(), records), "expected a header with descr, fortran_order and shape");
        assertThatThrownBy(() -> read(file((byte) 2, records.length(), records)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    }

    private static byte[] file(byte version, int length, String text) {
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', version, 0, (byte) length, (byte) (length >> 8)};
        byte[] more = version == 1 ? new byte[0] : new byte[] {(byte) (length >> 16), (byte) (length >> 24)};
        return Bytes.concat(start, more, text.getBytes(StandardCharsets.UTF_8));
    }

    private static NpyHeader read(byte[] file) {
        var in = new ByteArrayInputStream(file);
        return NpyHeader.read("array.npy", bytes -> in.readNBytes(bytes, 0, bytes.length));
    }

    private static void refused(byte[] file, String messagePart) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("array.npy: ")
                .hasMessageContaining(messagePart);
    }
}
