package io.lockstep.data.idx;

import io.lockstep.data.DataException;
import io.lockstep.data.UnpackedInput;
import java.nio.file.Path;

/** An IDX file, plain or gzip, read sequentially example by example; never held in memory. */
final class IdxFile implements AutoCloseable {
    private final UnpackedInput in;
    private final IdxHeader header;

    private IdxFile(UnpackedInput in, IdxHeader header) {
        this.in = in;
        this.header = header;
    }

    /**
     * Opens a file and reads its header. A plain file's size is compared with it; a gzip's is known only where it ends.
     *
     * @throws DataException if the file is missing, unreadable, not of this kind or not of this size
     */
    static IdxFile open(Path path, IdxKind kind) {
        var in = UnpackedInput.open(path, kind.toString());
        try {
            IdxFile file = new IdxFile(in, IdxHeader.read(in, kind));
            in.size().ifPresent(file::checkSize);
            return file;
        } catch (DataException e) {
            in.close();
            throw e;
        }
    }

    IdxHeader header() {
        return header;
    }

    /** The file at the first byte of an example, for errors. */
    String at(long example) {
        return in.at(header.kind().headerBytes + example * header.exampleBytes());
    }

    /** Skips examples. */
    void skip(long examples) {
        long bytes = examples * header.exampleBytes();
        if (in.skip(bytes) < bytes) {
            throw truncated(in.position());
        }
    }

    /** Fills {@code bytes} with whole examples. */
    void read(byte[] bytes) {
        if (in.read(bytes) < bytes.length) {
            throw truncated(in.position());
        }
    }

    /** Checks, after the last example, that the file ends there; this also checks the sum of a gzip. */
    void expectEnd() {
        if (in.read() >= 0) {
            // One byte is enough to know: a gzip that unpacks without end costs nothing.
            throw tooLong();
        }
    }

    private void checkSize(long size) {
        if (size < header.fileBytes()) {
            throw truncated(size);
        }
        if (size > header.fileBytes()) {
            throw tooLong();
        }
    }

    private DataException tooLong() {
        return new DataException(
                in.at(header.fileBytes()),
                "the end after " + header.promise(),
                "more bytes",
                "The header or the file is damaged: copy or download it again.");
    }

    private DataException truncated(long end) {
        long body = end - header.kind().headerBytes;
        return new DataException(
                in.at(end),
                header.promise() + " (" + header.fileBytes() + " bytes in all)",
                "the end of the file in example " + body / header.exampleBytes(),
                "The file is truncated: copy or download it again.");
    }

    @Override
    public void close() {
        in.close();
    }
}
