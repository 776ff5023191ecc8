package io.lockstep.data;

/** A cursor over {@link Examples}, moving forward only. Not safe for several threads. */
public interface ExampleReader extends AutoCloseable {

    /**
     * Skips examples.
     *
     * @throws DataException if fewer are left, or the data is damaged
     */
    void skip(long examples);

    /**
     * Reads the next {@code labels.length} examples.
     *
     * @param pixels filled with (rows, height * width) bytes, row-major, each an unsigned pixel value 0 .. 255
     * @param labels filled with (rows) classes, each an unsigned byte: a place in {@link Examples#classNames}
     * @throws DataException if fewer are left, or the data is damaged
     */
    void read(byte[] pixels, byte[] labels);

    /** Closes open files; never fails. */
    @Override
    void close();
}
