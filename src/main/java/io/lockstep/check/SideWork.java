package io.lockstep.check;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work on a thread of its own, beside that of the thread which begins it. It belongs to that thread: a failure is thrown where the
 * result is asked for, and closing stops the work and waits for its end, so that it never outlives what it reads.
 */
final class SideWork<T> implements AutoCloseable {
    private final FutureTask<T> task;
    private final Thread thread;

    private SideWork(String name, Callable<T> work) {
        task = new FutureTask<>(work);
        thread = new Thread(task, name);
        thread.setDaemon(true);
    }

    /** Begins; the work ends early, if it can, where its thread is interrupted. */
    static <T> SideWork<T> begin(String name, Callable<T> work) {
        SideWork<T> side = new SideWork<>(name, work);
        side.thread.start();
        return side;
    }

    /** Waits for the result, or throws what the work has thrown. */
    T result() {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause()); // a checked one of Spark's
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + thread.getName(), e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
