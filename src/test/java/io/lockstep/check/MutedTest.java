package io.lockstep.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MutedTest {
    @Test
    void onlyTheThreadThatWorksIsSilent() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        AtomicReference<PrintStream> kept = new AtomicReference<>(out);
        try (PrintStream mine = new PrintStream(printed, true, UTF_8)) {
            System.setOut(mine);
            Muted.run(() -> {
                System.out.println("chatter");
                Thread other = new Thread(() -> System.out.println("another thread's"));
                other.start();
                join(other);
                kept.set(System.out);
            });
            System.out.println("after");
            requireNonNull(kept.get()).println("after, by one who kept it"); // as a log that starts meanwhile would
        } finally {
            System.setOut(out);
        }
        assertThat(printed.toString(UTF_8).lines())
                .containsExactly("another thread's", "after", "after, by one who kept it");
    }

    /** As two trainings do that check their gradients at the same time. */
    @Test
    void twoThreadsAtOnceAreSilentToTheirEndsAndTheOutputIsPutBack() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        CountDownLatch firstEnds = new CountDownLatch(1);
        CountDownLatch secondBegins = new CountDownLatch(1);
        try (PrintStream mine = new PrintStream(printed, true, UTF_8)) {
            System.setOut(mine);
            Thread first = new Thread(() -> Muted.run(() -> await(secondBegins)));
            Thread second = new Thread(() -> Muted.run(() -> {
                secondBegins.countDown();
                await(firstEnds);
                System.out.println("chatter of the second, after the first has ended");
            }));
            first.start();
            while (System.out == mine) { // until the first has begun
                Thread.onSpinWait();
            }
            second.start();
            join(first);
            firstEnds.countDown();
            join(second);
            assertThat(System.out).isSameAs(mine);
        } finally {
            System.setOut(out);
        }
        assertThat(printed.toString(UTF_8)).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
