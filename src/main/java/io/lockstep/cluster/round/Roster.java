package io.lockstep.cluster.round;

import io.lockstep.cluster.executor.Place;
import io.lockstep.cluster.transport.Address;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the tasks of a round run.
 *
 * @param addresses of each rank
 */
record Roster(List<Address> addresses) implements Serializable {

    Roster {
        addresses = List.copyOf(addresses);
    }

    /** The ranks of each executor, in the order of their first ranks. */
    Map<Address, List<Integer>> byExecutor() {
        Map<Address, List<Integer>> executors = new LinkedHashMap<>();
        for (int rank = 0; rank < addresses.size(); rank++) {
            executors
                    .computeIfAbsent(addresses.get(rank), any -> new ArrayList<>())
                    .add(rank);
        }
        return executors;
    }

    /** {@code task 3 on executor 1 on 10.0.0.7}, for each rank. */
    List<String> names() {
        return IntStream.range(0, addresses.size())
                .mapToObj(rank -> name(rank, addresses.get(rank)))
                .toList();
    }

    /** The executor that has this name, or whose task has it; null if there is none. */
    @Nullable
    Address executor(String name) {
        int rank = names().indexOf(name);
        return rank >= 0
                ? addresses.get(rank)
                : addresses.stream()
                        .filter(address -> name(address).equals(name))
                        .findFirst()
                        .orElse(null);
    }

    static String name(int rank, Address address) {
        return "task %d on %s".formatted(rank, name(address));
    }

    /** {@code executor 1 on 10.0.0.7}. */
    static String name(Address address) {
        return new Place(address.executor(), address.host()).toString();
    }
}
