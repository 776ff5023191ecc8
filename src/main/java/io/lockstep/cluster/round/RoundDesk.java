package io.lockstep.cluster.round;

import io.lockstep.cluster.transport.Address;
import io.lockstep.cluster.transport.DriverEndpoint;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.train.StepRecord;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/** The driver's side of a round's messages: brings the tasks together, takes the records of their steps, and keeps the first failure. */
final class RoundDesk implements AutoCloseable {
    private final DriverEndpoint endpoint;
    private final BlockingQueue<List<StepRecord>> arrived = new LinkedBlockingQueue<>();
    private final @Nullable Address[] addresses;
    private final CompletableFuture<byte[]> roster = new CompletableFuture<>();
    private final Map<Address, Set<Address>> waits = new HashMap<>();
    private final Set<Address> ended = new HashSet<>();
    private int joined;
    private Message.@Nullable Failed failure;
    private volatile boolean goesOn = true;

    RoundDesk(SparkContext spark, int ranks) {
        addresses = new Address[ranks];
        endpoint = DriverEndpoint.open(spark, message -> answer(JavaSerialized.read(message, Message.class)));
    }

    /** By which tasks find it. */
    String key() {
        return endpoint.name();
    }

    private synchronized CompletableFuture<byte[]> answer(Message message) {
        if (message instanceof Message.Joined task) {
            return join(task);
        }
        if (message instanceof Message.Taken taken) {
            waits.clear();
            if (!taken.steps().isEmpty()) {
                arrived.add(taken.steps());
            }
        } else if (message instanceof Message.Waits task) {
            waits.computeIfAbsent(task.executor(), any -> new LinkedHashSet<>()).add(task.other());
        } else if (message instanceof Message.Failed failed) {
            add(failed);
        }
        return CompletableFuture.completedFuture(JavaSerialized.bytes(goesOn));
    }

    private void add(Message.Failed failed) {
        ended.add(failed.executor());
        if (failed.waitedFor() != null) {
            waits.computeIfAbsent(failed.executor(), any -> new LinkedHashSet<>())
                    .add(failed.waitedFor());
        }
        if (failure == null || failure.secondary()) {
            failure = failed;
        }
    }

    private CompletableFuture<byte[]> join(Message.Joined task) {
        if (addresses[task.rank()] == null) {
            addresses[task.rank()] = task.address();
            joined++;
        }
        if (joined == addresses.length) {
            roster.complete(JavaSerialized.bytes(new Roster(Arrays.asList(addresses))));
        }
        return roster;
    }

    /** How many tasks have started. */
    synchronized int joined() {
        return joined;
    }

    /** The steps that have arrived since the last call, waiting for some for a while; empty if none have. */
    List<StepRecord> await(long milliseconds) {
        try {
            List<StepRecord> steps = arrived.poll(milliseconds, TimeUnit.MILLISECONDS);
            return steps == null ? List.of() : steps;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Ends a wait. */
    void wake() {
        arrived.add(List.of());
    }

    /** The tasks are to end the round. */
    void end() {
        goesOn = false;
    }

    /** The failure that a task has told first, but one that only follows from another after that other; null if none has. */
    synchronized Message.@Nullable Failed failure() {
        return failure;
    }

    /** The executors that others wait for since the last step, without having said that they wait themselves. */
    synchronized List<Address> waitedFor() {
        return waits.values().stream()
                .flatMap(Set::stream)
                .distinct()
                .filter(executor -> !waits.containsKey(executor))
                .toList();
    }

    /** Those of them of which no task has told why it ends. */
    synchronized List<Address> missing() {
        return waitedFor().stream()
                .filter(executor -> !ended.contains(executor))
                .toList();
    }

    /** How many tasks an executor has. */
    synchronized int tasks(Address executor) {
        return Collections.frequency(Arrays.asList(addresses), executor);
    }

    /** Also ends the wait of tasks that have started without the others: they would keep their task slots until their deadline. */
    @Override
    public void close() {
        roster.completeExceptionally(new IllegalStateException("the round ended before all its tasks had started"));
        endpoint.close();
    }
}
