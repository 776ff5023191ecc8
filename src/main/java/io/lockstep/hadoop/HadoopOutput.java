package io.lockstep.hadoop;

import static io.lockstep.hadoop.HadoopFailure.on;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.StreamCapabilities;

/** A file that is written, with its failures in one line. */
final class HadoopOutput extends OutputStream {
    private final HadoopPath file;
    private final FSDataOutputStream out;

    HadoopOutput(HadoopPath file, FSDataOutputStream out) {
        this.file = file;
        this.out = out;
    }

    long position() {
        return out.getPos();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        on(file, () -> {
            out.write(bytes, offset, count);
            return file;
        });
    }

    /** What was written can then be read by others, where the file system can do so before the file is closed. */
    @Override
    public void flush() throws IOException {
        on(file, () -> {
            out.flush();
            if (out.hasCapability(StreamCapabilities.HSYNC)) {
                out.hflush();
            }
            return file;
        });
    }

    @Override
    public void close() throws IOException {
        on(file, () -> {
            out.close();
            return file;
        });
    }
}
