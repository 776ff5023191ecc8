package io.lockstep.check;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Suppresses what a library prints to the standard output, which belongs to the commands, or to the application that trains. Other threads are
 * not affected. A JVM has one standard output: all threads that are muted at the same time share its replacement.
 */
final class Muted extends OutputStream {
    private static final Set<Thread> THREADS = ConcurrentHashMap.newKeySet();
    private static @Nullable PrintStream shared;
    private static PrintStream before = System.out;

    private final PrintStream out;

    private Muted(PrintStream out) {
        this.out = out;
    }

    /** Does this work on this thread, and drops what it prints. */
    static void run(Runnable work) {
        begin();
        try {
            work.run();
        } finally {
            end();
        }
    }

    private static synchronized void begin() {
        if (THREADS.isEmpty()) {
            before = System.out;
            shared = new PrintStream(new Muted(before), true);
            System.setOut(shared);
        }
        THREADS.add(Thread.currentThread());
    }

    private static synchronized void end() {
        THREADS.remove(Thread.currentThread());
        if (THREADS.isEmpty() && System.out == shared) { // or else somebody has put another there
            System.setOut(before);
        }
    }

    private boolean letsThrough() {
        return !THREADS.contains(Thread.currentThread()); // all, should someone have kept it
    }

    @Override
    public void write(int b) {
        if (letsThrough()) {
            out.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (letsThrough()) {
            out.write(bytes, offset, length);
        }
    }

    @Override
    public void flush() {
        out.flush();
    }
}
