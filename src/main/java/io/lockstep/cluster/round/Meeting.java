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

    /** The tasks of a round in this JVM. */
    private static final class Here {
        private final Group group;
        private int tasks;

        Here(Group group, int tasks) {
            this.group = group;
            this.tasks = tasks;
        }
    }

    private Meeting(String key, AllReduce allReduce, List<String> names) {
        this.key = key;
        this.allReduce = allReduce;
        this.names = names;
    }

    /** Waits until all tasks of the round have started. */
    static Meeting join(Round round, int rank, Address here, DriverPost driver) {
        Roster roster = driver.join();
        AllReduce allReduce = group(round, roster, here, driver).member(rank);
        return new Meeting(round.key(), allReduce, roster.names());
    }

    /** Where the tasks of this JVM can be reached; in local mode all are here. */
    static Address here(String key) {
        SparkEnv spark = SparkEnv.get();
        if (spark.executorId().equals("driver")) {
            return new Address("driver", spark.blockManager().blockManagerId().host(), 0);
        }
        ExecutorTransport transport = ExecutorTransport.ofThisJvm();
        transport.expect(key);
        return transport.address();
    }

    private static Group group(Round round, Roster roster, Address here, DriverPost driver) {
        synchronized (HERE) {
            return HERE.computeIfAbsent(round.key(), key -> {
                        Map<Address, List<Integer>> executors = roster.byExecutor();
                        List<Integer> ranks = Objects.requireNonNull(executors.get(here));
                        Group group = new Group(
                                ranks,
                                round.ranks(),
                                roster.names(),
                                links(key, executors, here),
                                round.timeout(),
                                new SlowPeers(Pace.LEAST_STALL, peer -> driver.waitsFor(roster.executor(peer))));
                        return new Here(group, ranks.size());
                    })
                    .group;
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

    /** Leaves: the last task of a JVM frees what the round has there. */
    @Override
    public void close() {
        try {
            allReduce.close();
        } finally {
            synchronized (HERE) {
                Here here = HERE.get(key);
                if (here != null && --here.tasks == 0) {
                    HERE.remove(key);
                    if (!SparkEnv.get().executorId().equals("driver")) {
                        ExecutorTransport.ofThisJvm().forget(key);
                    }
                }
            }
        }
    }
}
