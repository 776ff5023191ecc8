package io.lockstep.data.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.Bytes;
import io.lockstep.data.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips with comments, damages and other kinds of members. */
class ZipDamageTest {
    private static final byte[] CONTENT = content();

    @TempDir
    Path folder;

    @Test
    void aCommentEvenOneLikeADirectoryIsPassedOver() {
        for (String comment : new String[] {"a comment", "PK\u0005\u0006".repeat(20), "x".repeat(0xffff)}) {
            var members = members(new ZipBytes(true).add("a", CONTENT, true).file(comment));
            assertThat(members).hasSize(1);
            assertThat(read(members.get(0))).isEqualTo(CONTENT);
        }
    }

    @Test
    void whatIsNoZipIsRefused() {
        refused(new byte[0], "expected the directory at the end of a zip, found none");
        refused(new byte[100], "expected the directory at the end of a zip, found none");
        byte[] file = new ZipBytes(false).add("a", CONTENT, false).file();
        refused(Arrays.copyOf(file, file.length - 1), "expected the directory at the end of a zip, found none");
        refused(Arrays.copyOfRange(file, 9, file.length), "The file is no zip, or damaged");
        assertThatThrownBy(() -> ZipDirectory.members(folder.resolve("none")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("NoSuchFileException");
    }

    @Test
    void membersThatCannotBeUnpackedAreRefusedByName() {
        refused(new ZipBytes(false).add("a", CONTENT, 14, 0).file(), "zip, a: expected a stored", "method 14");
        refused(new ZipBytes(false).add("a", CONTENT, 0, 1).file(), "zip, a: expected a stored", "an encrypted one");
    }

    /** Whatever byte of a directory is damaged: an error that says so, or what is read is right. */
    @Test
    void aDamagedDirectoryNeverGivesOtherBytes() {
        for (boolean zip64 : new boolean[] {false, true}) {
            byte[] file = new ZipBytes(zip64).add("a", CONTENT, true).file();
            for (int at = CONTENT.length / 2; at < file.length; at++) {
                byte[] damaged = file.clone();
                damaged[at] ^= (byte) 0x81;
                try {
                    for (ZipMember member : members(damaged)) {
                        assertThat(read(member)).isEqualTo(CONTENT);
                    }
                } catch (DataException expected) {
                    assertThat(expected).hasMessageContaining("zip");
                }
            }
        }
    }

    @Test
    void damagedBytesAreFoundByTheChecksumAtTheEnd() {
        byte[] stored = new ZipBytes(false).add("a", CONTENT, false).file();
        stored[500] ^= 1;
        ZipMember member = members(stored).get(0);
        assertThatThrownBy(() -> read(member))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("zip, a: expected bytes with the CRC-32 ", "damaged");
    }

    private byte[] read(ZipMember member) {
        try (MemberStream stream = MemberStream.open(member)) {
            byte[] start = new byte[10];
            stream.read(start);
            byte[] rest = new byte[CONTENT.length - start.length];
            int found = stream.read(rest);
            stream.expectEnd();
            return Arrays.copyOf(Bytes.concat(start, rest), start.length + found);
        }
    }

    private List<ZipMember> members(byte[] file) {
        return ZipDirectory.members(Bytes.write(folder.resolve("zip"), file));
    }

    private void refused(byte[] file, String... messageParts) {
        assertThatThrownBy(() -> members(file))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(messageParts);
    }

    private static byte[] content() {
        var bytes = new byte[1000];
        new Random(7).nextBytes(bytes);
        return Bytes.concat("content".getBytes(StandardCharsets.UTF_8), bytes);
    }
}
