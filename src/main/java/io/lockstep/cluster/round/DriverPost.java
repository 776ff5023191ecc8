package io.lockstep.cluster.round;

import io.lockstep.cluster.transport.Address;
import io.lockstep.cluster.transport.DriverLine;
import io.lockstep.cluster.transport.DriverLineException;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.train.StepRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A task's messages to the driver. Records of steps come from one thread at a time. */
final class DriverPost {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The others may have to read their examples first. The driver ends this wait when the round ends. */
    private static final Duration TO_JOIN = Duration.ofDays(1);

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final int rank;
    private final Address here;
    private final DriverLine line;
    private final Duration timeout;
    private final List<StepRecord> unsent = new ArrayList<>();
    private @Nullable Roster roster;
    private @Nullable CompletableFuture<byte[]> sent;
    private boolean toldToEnd;

    DriverPost(Round round, int rank, Address here) {
        this.rank = rank;
        this.here = here;
        line = DriverLine.to(round.key());
        timeout = PATIENCE.compareTo(round.timeout()) > 0 ? PATIENCE : round.timeout();
    }

    /** Says that the task runs, and waits for the others. */
    Roster join() {
        Roster all = JavaSerialized.read(line.ask(bytes(new Message.Joined(rank, here)), TO_JOIN), Roster.class);
        roster = all;
        return all;
    }

    /** A step was taken. It is sent as soon as the driver has answered what was sent before; no step waits for it. */
    void taken(StepRecord step) {
        unsent.add(step);
        if (sent == null || sent.isDone()) {
            readAnswer();
            sent = line.ask(bytes(new Message.Taken(List.copyOf(unsent))));
            unsent.clear();
        }
    }

    /** Whether the driver has answered that the round ends. */
    boolean isToldToEnd() {
        if (sent != null && sent.isDone()) {
            readAnswer();
        }
        return toldToEnd;
    }

    /** Sends what is unsent, and waits until the driver has all: it takes messages in their order. */
    void finish() {
        line.ask(bytes(new Message.Taken(List.copyOf(unsent))), timeout);
        unsent.clear();
        readAnswer();
    }

    /** Says that this executor waits for another. May be called from any thread; does not wait for the answer. */
    void waitsFor(@Nullable Address other) {
        if (other != null) {
            var unused = line.ask(bytes(new Message.Waits(here, other)));
        }
    }

    /** Says why the task fails, if the driver can be reached, before Spark does: the driver then knows the first cause. */
    void failed(Throwable cause) {
        try {
            var unused = line.ask(bytes(Message.Failed.of(rank, here, cause, roster)), LAST_WORDS);
        } catch (RuntimeException e) {
            cause.addSuppressed(e); // Spark tells the cause, too, though later
        }
    }

    private void readAnswer() {
        if (sent != null) {
            try {
                toldToEnd |= !JavaSerialized.read(sent.join(), Boolean.class);
            } catch (CompletionException e) {
                throw e.getCause() instanceof DriverLineException failure ? failure : e;
            }
        }
    }

    private static byte[] bytes(Message message) {
        return JavaSerialized.bytes(message);
    }
}
