package io.lockstep.hadoop;

import static io.lockstep.hadoop.HadoopFailure.on;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/** A file that is read, with its failures in one line. */
final class HadoopInput extends InputStream {
    private final HadoopPath file;
    private final FSDataInputStream in;

    HadoopInput(HadoopPath file, FSDataInputStream in) {
        this.file = file;
        this.in = in;
    }

    long position() throws IOException {
        return in.getPos();
    }

    void seek(long position) throws IOException {
        on(file, () -> {
            in.seek(position);
            return file;
        });
    }

    @Override
    public int read() throws IOException {
        return on(file, in::read);
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        return on(file, () -> in.read(bytes, offset, count));
    }

    @Override
    public long skip(long count) throws IOException {
        return on(file, () -> in.skip(count));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
