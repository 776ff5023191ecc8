package io.lockstep.cluster.round;

import io.lockstep.cluster.allreduce.AllReduce;
import io.lockstep.cluster.allreduce.Group;
import io.lockstep.cluster.allreduce.Links;
import io.lockstep.cluster.allreduce.SlowPeers;
import io.lockstep.cluster.transport.Address;
import io.lockstep.cluster.transport.ExecutorTransport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/**
 * A task among the others of its round: the driver tells each where the others run, those of the same JVM share memory, and the first of each
 * JVM exchanges with those of other JVMs.
 */
final class Meeting implements AutoCloseable {
    private static final Map<String, Here> HERE =
            new HashMap<>(); // by round; a round's is removed when its last task leaves

    private final String key;
    private final AllReduce allReduce;
    private final List<String> names;

    /** The tasks of a round in this JVM: all that have entered and not left. */
    private static final class Here {
        private int tasks;
        private @Nullable Group group; // once all tasks of the round have started
    }

    private Meeting(String key, AllReduce allReduce, List<String> names) {
        this.key = key;
        this.allReduce = allReduce;
        this.names = names;
    }

    /** Waits until all tasks of the round have started. */
    static Meeting join(Round round, int rank, Address here, DriverPost driver) {
        enter(round.key());
        try {
            Roster roster = driver.join();
            return new Meeting(round.key(), group(round, roster, here, driver).member(rank), roster.names());
        } catch (Throwable e) {
            leave(round.key());
            throw e;
        }
    }

    private static void enter(String key) {
        synchronized (HERE) {
            HERE.computeIfAbsent(key, any -> new Here()).tasks++;
            if (!isDriver()) {
                ExecutorTransport.ofThisJvm().expect(key);
            }
        }
    }

    /** Where the tasks of this JVM can be reached; in local mode all are here. */
    static Address here() {
        if (isDriver()) {
            return new Address(
                    "driver", SparkEnv.get().blockManager().blockManagerId().host(), 0);
        }
        return ExecutorTransport.ofThisJvm().address();
    }

    private static Group group(Round round, Roster roster, Address here, DriverPost driver) {
        synchronized (HERE) {
            Here mine = Objects.requireNonNull(HERE.get(round.key()));
            if (mine.group == null) {
                Map<Address, List<Integer>> executors = roster.byExecutor();
                mine.group = new Group(
                        executors.get(here),
                        round.ranks(),
                        roster.names(),
                        links(round.key(), executors, here),
                        round.timeout(),
                        new SlowPeers(Pace.LEAST_STALL, peer -> driver.waitsFor(roster.executor(peer))));
            }
            return mine.group;
        }
    }

    private static Links links(String key, Map<Address, List<Integer>> executors, Address here) {
        if (executors.size() == 1) {
            return Links.NONE;
        }
        List<Address> addresses = new ArrayList<>(executors.keySet());
        List<String> names = addresses.stream().map(Roster::name).toList();
        return ExecutorTransport.ofThisJvm().connect(key, addresses.indexOf(here), addresses, names);
    }

    AllReduce allReduce() {
        return allReduce;
    }

    /** Of all ranks. */
    List<String> names() {
        return names;
    }

    /** Of this one. */
    String name() {
        return names.get(allReduce.rank());
    }

    /** Leaves in good order. */
    @Override
    public void close() {
        try {
            allReduce.close();
        } finally {
            leave(key);
        }
    }

    /** The last task of a JVM frees what the round has there. */
    private static void leave(String key) {
        synchronized (HERE) {
            if (--Objects.requireNonNull(HERE.get(key)).tasks == 0) {
                HERE.remove(key);
                if (!isDriver()) {
                    ExecutorTransport.ofThisJvm().forget(key);
                }
            }
        }
    }

    /** Rounds that have tasks in this JVM. */
    static int count() {
        synchronized (HERE) {
            return HERE.size();
        }
    }

    private static boolean isDriver() {
        return SparkEnv.get().executorId().equals("driver");
    }
}
