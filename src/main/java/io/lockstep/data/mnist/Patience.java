package io.lockstep.data.mnist;

import io.lockstep.data.DataException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Adds a timeout to calls that have none: a name server that never answers, a response body that stalls. */
final class Patience {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "lockstep-download");
        thread.setDaemon(true); // one that is stuck in the operating system must not keep the program alive
        return thread;
    });

    private Patience() {}

    /**
     * Runs the work with a time limit.
     *
     * @throws TimeoutException if it took longer; it is interrupted, and may continue in the background
     * @throws IOException what the work threw
     * @throws DataException if this thread was interrupted; it still is, afterwards
     */
    static <T> T within(Duration limit, Callable<T> work) throws IOException, TimeoutException {
        Future<T> result = THREADS.submit(work);
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException(
                    "download", "it to finish", "an interruption", "Run it again: the download resumes.", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            result.cancel(true);
        }
    }

    /** {@code "3.3 s"}. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
