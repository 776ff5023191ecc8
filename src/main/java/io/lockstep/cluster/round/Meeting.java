package io.lockstep.cluster.round;

import io.lockstep.cluster.allreduce.AllReduce;
import io.lockstep.cluster.allreduce.Group;
import io.lockstep.cluster.allreduce.Links;
import io.lockstep.cluster.allreduce.SlowPeers;
import io.lockstep.cluster.executor.Place;
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

    private final AllReduce allReduce;
    private final List<String> names;

    /** The tasks of a round in this JVM: all that have entered and not left. */
    private static final class Here {
        private int tasks;
        private @Nullable Group group; // once all tasks of the round have started
    }

    private Meeting(AllReduce allReduce, List<String> names) {
        this.allReduce = allReduce;
        this.names = names;
    }

    /** Where the tasks of this JVM can be reached; in local mode all are here. */
    static Address here() {
        Place here = Place.here();
        return isDriver()
                ? new Address(here.executor(), here.host(), 0)
                : ExecutorTransport.ofThisJvm().address();
    }

    /** A task of a round begins in this JVM. Messages of the round are kept from now on. */
    static void enter(String key) {
        synchronized (HERE) {
            HERE.computeIfAbsent(key, any -> new Here()).tasks++;
        }
        if (!isDriver()) {
            ExecutorTransport.ofThisJvm().expect(key);
        }
    }

    /** Waits until all tasks of the round have started. */
    static Meeting join(Round round, int rank, DriverPost driver) {
        Roster roster = driver.join();
        return new Meeting(group(round, roster, driver).member(rank), roster.names());
    }

    private static Group group(Round round, Roster roster, DriverPost driver) {
        synchronized (HERE) {
            Here mine = Objects.requireNonNull(HERE.get(round.key()));
            if (mine.group == null) {
                Map<Address, List<Integer>> executors = roster.byExecutor();
                Address here = here();
                mine.group = new Group(
                        Objects.requireNonNull(executors.get(here)),
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

    /** Leaves the others in good order. */
    @Override
    public void close() {
        allReduce.close();
    }

    /** A task ends; the last one of a round frees what it has in this JVM. */
    static void leave(String key) {
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
