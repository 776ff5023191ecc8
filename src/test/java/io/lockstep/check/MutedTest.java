package io.lockstep.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
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
                join(new Thread(() -> System.out.println("another thread's")));
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

    private static void join(Thread thread) {
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
