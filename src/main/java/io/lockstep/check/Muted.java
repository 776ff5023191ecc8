package io.lockstep.check;

import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Keeps what a library prints off the standard output, which belongs to the commands. Other threads are let through. */
final class Muted extends OutputStream {
    private final PrintStream out = System.out;
    private volatile @Nullable Thread muted = Thread.currentThread();

    private Muted() {}

    /** Does this work on this thread, and drops what it prints. */
    static void run(Runnable work) {
        Muted muted = new Muted();
        System.setOut(new PrintStream(muted, true));
        try {
            work.run();
        } finally {
            muted.muted = null; // should someone have kept it
            System.setOut(muted.out);
        }
    }

    @Override
    public void write(int b) {
        if (Thread.currentThread() != muted) {
            out.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (Thread.currentThread() != muted) {
            out.write(bytes, offset, length);
        }
    }

    @Override
    public void flush() {
        out.flush();
    }
}
