package io.lockstep.data;

/** A cursor over {@link Examples}, moving forward only. Not safe for several threads. */
public interface ExampleReader extends AutoCloseable {

    /**
     * Steps over examples without handing them out.
     *
     * @throws DataException if fewer are left, or the data is damaged
     */
    void skip(int examples);

    /**
     * Reads the next {@code labels.length} examples.
     *
     * @param pixels filled with (rows, height * width) bytes, row-major, each an unsigned grey value 0 .. 255
     * @param labels filled with (rows) labels
     * @throws DataException if fewer are left, or the data is damaged
     */
    void read(byte[] pixels, byte[] labels);

    /** Closes what is open; never fails. */
    @Override
    void close();
}
