package io.lockstep.data.npz;

import io.lockstep.data.DataException;
import io.lockstep.data.NpyHeader;
import java.io.Serializable;

/**
 * An array in an npz: where it is and what it is.
 *
 * @param member the member of the zip
 * @param header the array's type and shape
 */
record NpzArray(ZipMember member, NpyHeader header) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Reads the header of the array in a member. */
    static NpzArray of(ZipMember member) {
        try (MemberStream stream = MemberStream.open(member)) {
            return new NpzArray(member, NpyHeader.read(member.toString(), stream::read));
        }
    }

    /**
     * Checks that the items fill the member.
     *
     * @param items number of items; with a size of at most 8 bytes they may not overflow
     */
    void checkBytes(long items, int itemBytes) {
        long expected = header.bytes() + items * itemBytes;
        check(member.bytes() == expected, expected + " bytes for shape " + header.shapeText(), member.bytes() + "");
    }

    void check(boolean holds, String expected, String found) {
        if (!holds) {
            throw new DataException(
                    member.toString(),
                    expected,
                    found,
                    "Write the file with numpy.savez(file, x_train=..., y_train=..., x_test=..., y_test=...), images as uint8.");
        }
    }

    /**
     * Opens the array at its first item.
     *
     * @throws DataException if the file is no longer the one that was opened first
     */
    MemberStream open() {
        MemberStream stream = MemberStream.open(member);
        try {
            NpyHeader found = NpyHeader.read(member.toString(), stream::read);
            if (!found.equals(header)) {
                throw new DataException(
                        member.toString(),
                        "shape " + header.shapeText() + " of " + header.type(),
                        found.shapeText() + " of " + found.type(),
                        "The file is not the one that the run started with: restore that file.");
            }
            return stream;
        } catch (DataException e) {
            stream.close();
            throw e;
        }
    }
}
