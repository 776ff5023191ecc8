package io.lockstep.data.idx;

import io.lockstep.data.DataException;
import io.lockstep.data.UnpackedInput;
import java.nio.file.Path;

/** An IDX file, plain or gzip, read forward example by example; never held in memory. */
final class IdxFile implements AutoCloseable {
    private final UnpackedInput in;
    private final IdxHeader header;

    private IdxFile(UnpackedInput in, IdxHeader header) {
        this.in = in;
        this.header = header;
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws DataException if the file is missing, unreadable or not of this kind
     */
    static IdxFile open(Path path, IdxKind kind) {
        var in = UnpackedInput.open(path, kind.toString());
        try {
            return new IdxFile(in, IdxHeader.read(in, kind));
        } catch (DataException e) {
            in.close();
            throw e;
        }
    }

    IdxHeader header() {
        return header;
    }

    /** The file at the first byte of an example, for errors. */
    String at(int example) {
        return in.at(header.kind().headerBytes + (long) example * header.exampleBytes());
    }

    /** Steps over examples. */
    void skip(int examples) {
        long bytes = (long) examples * header.exampleBytes();
        if (in.skip(bytes) < bytes) {
            throw truncated();
        }
    }

    /** Fills {@code bytes} with whole examples. */
    void read(byte[] bytes) {
        if (in.read(bytes) < bytes.length) {
            throw truncated();
        }
    }

    /** Checks, after the last example, that the file ends there; this also checks the sum of a gzip. */
    void expectEnd() {
        long end = in.position();
        if (in.read() >= 0) {
            // One byte is enough to know: a gzip that unpacks without end costs nothing.
            throw new DataException(
                    in.at(end),
                    "the end after " + header.promise(),
                    "more bytes",
                    "The header or the file is damaged: copy or download it again.");
        }
    }

    private DataException truncated() {
        long body = in.position() - header.kind().headerBytes;
        return new DataException(
                in.at(in.position()),
                header.promise() + " (" + header.fileBytes() + " bytes in all)",
                "the end of the file in example " + body / header.exampleBytes(),
                "The file is cut short: copy or download it again.");
    }

    @Override
    public void close() {
        in.close();
    }
}
