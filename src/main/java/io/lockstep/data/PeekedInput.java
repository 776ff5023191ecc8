package io.lockstep.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A buffered stream of which {@code available} is 0 only at the end.
 *
 * <p>GZIPInputStream asks it after each member of a gzip whether another one follows. Streams of other file systems, and
 * buffers that have just been emptied, may say 0 in the middle of a file: the members after it would go missing.
 */
final class PeekedInput extends BufferedInputStream {

    PeekedInput(InputStream in, int buffer) {
        super(in, buffer);
    }

    @Override
    public synchronized int available() throws IOException {
        int known = super.available();
        if (known > 0) {
            return known;
        }
        mark(1);
        int next = read();
        reset();
        return next < 0 ? 0 : 1;
    }
}
