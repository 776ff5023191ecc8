package io.lockstep.hadoop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file that is written from its beginning to its end: Hadoop's cannot be changed in the middle. */
final class WriteChannel implements SeekableByteChannel {
    private final HadoopOutput out;
    private boolean open = true;

    WriteChannel(HadoopOutput out) {
        this.out = out;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        out.write(bytes, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public int read(ByteBuffer to) {
        throw new NonReadableChannelException();
    }

    @Override
    public long position() {
        return out.position();
    }

    @Override
    public SeekableByteChannel position(long position) {
        throw new UnsupportedOperationException("a file on a Hadoop file system is written in one go");
    }

    @Override
    public long size() {
        return out.position();
    }

    @Override
    public SeekableByteChannel truncate(long to) {
        throw new UnsupportedOperationException("a file on a Hadoop file system is written in one go");
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        out.close();
    }
}
