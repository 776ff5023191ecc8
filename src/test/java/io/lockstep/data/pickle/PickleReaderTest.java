package io.lockstep.data.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.Bytes;
import io.lockstep.data.DataException;
import io.lockstep.data.SplitName;
import io.lockstep.data.UnpackedInput;
import io.lockstep.data.pickle.PickleBytes.Dialect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PickleReaderTest {
    private static final byte[] LENGTH_2_TO_31 = PickleBytes.little(1L << 31, 8);

    private static final List<Dialect> MOST_UNLIKE =
            List.of(Dialect.PYTHON2_PROTOCOL2, Dialect.PYTHON3_PROTOCOL2, Dialect.PYTHON3_PROTOCOL5);

    @TempDir
    Path folder;

    @Test
    void wholeNumbersOfAllOpcodes() {
        assertThat(number("K\u00ff.")).isEqualTo(255);
        assertThat(number("M\u0001\u0080.")).isEqualTo(0x8001);
        assertThat(number("J\u00fe\u00ff\u00ff\u00ff.")).isEqualTo(-2);
        assertThat(number("\u008a\u0000.")).isEqualTo(0);
        assertThat(number("\u008a\u0003\u00ff\u00ff\u00ff.")).isEqualTo(-1);
        assertThat(number("\u008a\u0005\u0000\u0000\u0000\u0000\u0001.")).isEqualTo(1L << 32);
        assertThat(number("I01\n.")).isEqualTo(1);
        assertThat(number("I-12\n.")).isEqualTo(-12);
        assertThat(number("\u0088.")).isEqualTo(1);
    }

    @Test
    void aLongStringIsLocatedNotHeld() {
        var text = "\u00c3\u00a4".repeat(70_000); // ä, in UTF-8
        byte[] pickle = Bytes.concat(latin1("X"), PickleBytes.little(140_000, 4), latin1(text), latin1("."));
        assertThat(read(pickle)).isEqualTo(new PickleValue.Chars(5, 140_000, true, 70_000, null));
    }

    @Test
    void aGlobalOutsideTheListIsRefusedWithItsPlace() {
        refused(
                "\u0080\u0002cos\nsystem\nU\u0002ls\u0085R.",
                "byte 2: expected a pickle of numpy arrays",
                "the global os.system");
        refused("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093.", "byte 17", "found the global posix.system");
        refused("cnumpy\nload\n.", "byte 0", "found the global numpy.load");
        refused("c__builtin__\neval\n.", "found the global __builtin__.eval");
    }

    @Test
    void onlyTheFourFunctionsMayBeCalled() {
        refused("cnumpy\nndarray\n)R.", "byte 16: ", "found a call of numpy.ndarray");
        refused("K\u0001)R.", "byte 3: ", "found a call of something that is no function");
        refused("cnumpy\ndtype\nK\u0001R.", "found a call of something that is no function");
    }

    @Test
    void opcodesThatArraysDoNotNeedAreRefused() {
        for (String pickle :
                new String[] {"}.", "i__main__\nx\n.", "o.", "\u0081.", "\u0092.", "P1\n.", "\u0082\u0001.", "\u0097."
                }) {
            refused(
                    "K\u0001" + pickle,
                    "byte 2: expected a pickle of numpy arrays in tuples and nothing else",
                    String.format("found opcode 0x%02x", (int) pickle.charAt(0)),
                    "Pickles are programs");
        }
        refused("\u0080\u0006.", "byte 0", "found pickle protocol 6");
    }

    @Test
    void everyTruncationIsRefused() {
        for (var dialect : MOST_UNLIKE) {
            byte[] pickle = PickledMnist.of(dialect);
            for (int length = 0; length < pickle.length; length++) {
                byte[] cut = Arrays.copyOf(pickle, length);
                assertThatThrownBy(() -> read(cut))
                        .as("%s cut to %d bytes", dialect, length)
                        .isInstanceOf(DataException.class)
                        .hasMessageContaining("expected the rest of a pickle, found the end of the file");
            }
        }
    }

    @Test
    void anyDamagedByteIsReadOrRefusedButNeverAnotherError() {
        for (var dialect : MOST_UNLIKE) {
            byte[] pickle = PickledMnist.of(dialect);
            for (int i = 0; i < pickle.length; i++) {
                byte[] damaged = pickle.clone();
                damaged[i] ^= (byte) new int[] {0x01, 0x80, 0xff}[i % 3];
                readOrRefuse(damaged);
            }
        }
    }

    private void readOrRefuse(byte[] pickle) {
        try {
            ArrayExamples.readAll(PickleDataset.open("damaged", write(pickle)).split(SplitName.TRAIN));
        } catch (DataException e) {
            assertThat(e).hasMessageContaining("expected");
        }
    }

    @Test
    void trailingBytesAreRefused() {
        refused("K\u0001.x", "byte 3: expected the end of the file after the pickle, found more bytes");
    }

    @Test
    void lengthsAreNotBelieved() {
        refused(Bytes.concat(latin1("\u008e"), LENGTH_2_TO_31), "byte 0", "found a string of 2147483648 bytes");
        refused(
                Bytes.concat(latin1("\u0096"), PickleBytes.little(-1, 8)),
                "found a string of 18446744073709551615 bytes");
        // 2 GB that are not there: neither skipped over in silence nor kept ready for
        refused("B\u0000\u0000\u0000\u007fabc", "byte 8: expected the rest", "the end of the file inside a string");
        refused("X\u0000\u0000\u0000\u007fabc", "byte 8: expected the rest", "the end of the file inside a string");
        refused("\u008a\u0009123456789.", "found a whole number of 9 bytes");
        refused("c" + "x".repeat(300), "found a line of more than 256 characters");
    }

    @Test
    void aPickleWithoutEndIsRefused() {
        refused("N".repeat(20_000), "found more than 10000 opcodes");
        refused("K\u0001" + "q\u0001".repeat(20_000), "found more than 10000 opcodes");
    }

    @Test
    void aBrokenStackIsRefused() {
        refused(".", "byte 0", "an opcode that needs more values than there are");
        refused("K\u0001\u0086.", "byte 2", "an opcode that needs more values than there are");
        refused("K\u0001(\u0085.", "byte 3", "an opcode that needs more values than there are");
        refused("K\u0001t.", "a tuple or list without a beginning");
        refused("K\u0001K\u0001b.", "a state for something that takes none");
        refused(")K\u0001a.", "an append to something that is no list");
        refused("h\u0007.", "a use of value 7, which was never remembered");
        refused("Ix\n.", "the number 'x'");
        refused("K\u0001K\u0001\u0093.", "a global whose name is no short string");
    }

    @Test
    void aListThatHoldsItselfIsHarmless() {
        byte[] pickle = latin1("]q\u0000h\u0000a.");
        assertThat(read(pickle)).isInstanceOf(PickleValue.Items.class);
        assertThatThrownBy(() -> PickleDataset.open("loop", write(pickle)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a tuple of 3, found one of 1");
    }

    private long number(String pickle) {
        return ((PickleValue.Whole) read(latin1(pickle))).value();
    }

    private void refused(String pickle, String... messageParts) {
        refused(latin1(pickle), messageParts);
    }

    private void refused(byte[] pickle, String... messageParts) {
        assertThatThrownBy(() -> read(pickle))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(folder.resolve("file.pkl").toString())
                .hasMessageContainingAll(messageParts);
    }

    private PickleValue read(byte[] pickle) {
        try (var in = UnpackedInput.open(write(pickle), "a pickle")) {
            return PickleReader.read(in);
        }
    }

    private Path write(byte[] pickle) {
        return Bytes.write(folder.resolve("file.pkl"), pickle);
    }

    private static byte[] latin1(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }
}
