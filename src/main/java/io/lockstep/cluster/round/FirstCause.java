package io.lockstep.cluster.round;

import io.lockstep.cluster.CancelledException;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.StallWatch;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.Place;
import io.lockstep.cluster.transport.Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Why a round failed. Tasks tell what they see of each other before the driver learns the cause of it: that an executor was lost, or that one
 * does not answer. So the driver waits until it knows, within a bounded time. An executor that does not answer is replaced: its task would keep
 * its slot.
 */
final class FirstCause {
    /** Spark waits 5 s for the exit code of an executor whose connection was lost. */
    private static final Duration TO_LEARN_OF_A_LOSS = Duration.ofSeconds(10);

    /** Heartbeats are overdue long before. */
    private static final Duration TO_LEARN_OF_SILENCE = Duration.ofMinutes(5);

    private static final Pattern SPARKS_PREFACE = Pattern.compile("^Job aborted [^\\n]* finished unsuccessfully\\.\\n");
    private static final int MILLISECONDS_BETWEEN_LOOKS = 100;

    private final ClusterSession session;
    private final SparkContext spark;
    private final RoundDesk desk;
    private final int lostBefore;

    /** Of a round that begins now. */
    FirstCause(ClusterSession session, RoundDesk desk) {
        this.session = session;
        this.spark = session.spark().sc();
        this.desk = desk;
        lostBefore = lost().size();
    }

    /** What to throw: a {@link LostRoundException} if the round can be repeated, else the failure itself, as other jobs have it. */
    RuntimeException of(Throwable failure) {
        long begin = System.nanoTime();
        String replaced = "";
        while (true) {
            Message.Failed first = desk.failure();
            if (first != null && first.ours() != null) {
                return first.ours();
            }
            if (CancelledException.isCauseOf(failure) || spark.isStopped()) {
                return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - begin);
            boolean isKnown = first != null && !first.secondary();
            boolean isOfItsOwn = first != null && !first.secondary() && first.waitedFor() == null;
            boolean doesSomebodyNotAnswer =
                    desk.missing().stream().anyMatch(executor -> !hasAnswered(executor, waited));
            Optional<String> loss = loss();
            if (loss.isPresent() && !isOfItsOwn) {
                return lost(replaced.isEmpty() ? loss.get() : replaced, failure);
            }
            if (replaced.isEmpty() && doesSomebodyNotAnswer) {
                replaced = replaceSilent();
            }
            Duration patience =
                    doesSomebodyNotAnswer ? TO_LEARN_OF_SILENCE : isKnown ? Duration.ZERO : TO_LEARN_OF_A_LOSS;
            if (waited.compareTo(patience) >= 0 || !sleep()) {
                return lost(replaced.isEmpty() ? words(first, failure) : replaced, failure);
            }
        }
    }

    private static LostRoundException lost(String reason, Throwable failure) {
        return new LostRoundException(reason, failure);
    }

    private static String words(Message.@Nullable Failed first, Throwable failure) {
        return first == null
                ? SPARKS_PREFACE
                        .matcher(String.valueOf(failure.getMessage()))
                        .replaceFirst("")
                        .lines()
                        .findFirst()
                        .orElse("")
                : first.words();
    }

    private boolean hasAnswered(Address executor, Duration since) {
        return session.stalls().silence(executor.executor()).compareTo(since) <= 0;
    }

    /** The first one that is replaced, as a clause; empty if none is silent for long enough. */
    private String replaceSilent() {
        StallWatch stalls = session.stalls();
        String clause = "";
        for (Address executor : desk.missing()) {
            if (stalls.isSilent(executor.executor())) {
                Duration silence = stalls.silence(executor.executor());
                stalls.replace(executor.executor());
                clause = clause.isEmpty()
                        ? "%s has not answered for %d s and was replaced"
                                .formatted(Roster.name(executor), silence.toSeconds())
                        : clause;
            }
        }
        return clause;
    }

    private Optional<String> loss() {
        List<ExecutorDescription> lost = lost();
        return lost.stream().skip(lostBefore).reduce((first, second) -> second).map(FirstCause::words);
    }

    private List<ExecutorDescription> lost() {
        return session.executors().stream()
                .filter(executor -> !executor.lost().isEmpty())
                .toList();
    }

    private static String words(ExecutorDescription lost) {
        String who = Place.of(lost).toString();
        String why = lost.lost().strip().replaceFirst("\\.$", "");
        return why.startsWith(who) ? why : "%s was lost: %s".formatted(who, why);
    }

    private static boolean sleep() {
        try {
            Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
