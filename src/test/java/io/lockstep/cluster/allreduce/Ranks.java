package io.lockstep.cluster.allreduce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Ranks in several groups, as of several JVMs, each with a thread. "3+1": ranks 0, 1 and 2 in one group, rank 3 in another. */
final class Ranks implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(2);

    private final List<List<Integer>> split;
    private final List<AllReduce> members = new ArrayList<>();
    private final MemoryNetwork network;
    private final ExecutorService threads;

    /** What a rank does. */
    interface Work<T> {
        T by(AllReduce rank) throws Exception;
    }

    /** What came of it. */
    record Outcome<T>(@Nullable T result, @Nullable Throwable failure) {
        PeerException peerFailure() {
            if (failure instanceof PeerException found) {
                return found;
            }
            throw new AssertionError("Expected a PeerException, found " + this, failure);
        }
    }

    Ranks(String split, MemoryNetwork.Faults faults) {
        this(split, faults, LONG);
    }

    Ranks(String split, MemoryNetwork.Faults faults, Duration timeout) {
        this.split = split(split);
        int all = this.split.stream().mapToInt(List::size).sum();
        var names = IntStream.range(0, all).mapToObj(Ranks::name).toList();
        this.network = new MemoryNetwork(this.split.size(), faults);
        this.threads = Executors.newFixedThreadPool(all);
        for (int i = 0; i < this.split.size(); i++) {
            var links = this.split.size() == 1 ? Links.NONE : network.links(i);
            var group = new Group(this.split.get(i), all, names, links, timeout);
            this.split.get(i).forEach(rank -> members.add(group.member(rank)));
        }
    }

    static String name(int rank) {
        return "task " + rank;
    }

    AllReduce get(int rank) {
        return members.get(rank);
    }

    MemoryNetwork network() {
        return network;
    }

    List<List<Integer>> groups() {
        return split;
    }

    <T> Future<T> start(int rank, Work<T> work) {
        Callable<T> call = () -> work.by(get(rank));
        return threads.submit(call);
    }

    /** All ranks at once. */
    <T> List<Outcome<T>> all(Work<T> work) {
        var started = members.stream().map(member -> start(member.rank(), work)).toList();
        return started.stream().map(Ranks::outcome).toList();
    }

    /** All ranks at once, of which none fails. */
    <T> List<T> right(Work<T> work) {
        return all(work).stream()
                .map(outcome -> {
                    if (outcome.failure() != null) {
                        throw new AssertionError(outcome.failure());
                    }
                    return outcome.result();
                })
                .toList();
    }

    /** Waits for one rank; a hang is an error. */
    static <T> Outcome<T> outcome(Future<T> started) {
        try {
            return new Outcome<>(started.get(60, TimeUnit.SECONDS), null);
        } catch (ExecutionException e) {
            return new Outcome<>(null, e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("A rank hangs", e);
        }
    }

    /** A rank's array in an exchange. Its numbers are of all 64 bits: sums wrap around. */
    static long[] array(int rank, int exchange, int length) {
        var random = new SplittableRandom(1_000_003L * rank + exchange);
        return random.longs(length).toArray();
    }

    /** What one thread would compute. */
    static long[] expected(int ranks, int exchange, int length) {
        var sum = new long[length];
        for (int rank = 0; rank < ranks; rank++) {
            var array = array(rank, exchange, length);
            Arrays.setAll(sum, i -> sum[i] + array[i]);
        }
        return sum;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        network.close();
    }

    private static List<List<Integer>> split(String sizes) {
        var groups = new ArrayList<List<Integer>>();
        int rank = 0;
        for (var size : sizes.split("[+]", -1)) {
            int end = rank + Integer.parseInt(size);
            groups.add(IntStream.range(rank, end).boxed().toList());
            rank = end;
        }
        return groups;
    }
}
