package io.lockstep.cluster;

import io.lockstep.cluster.dealing.Move;
import io.lockstep.cluster.executor.Place;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The blocks of a run were dealt anew.
 *
 * @param joined executors that have come since the last time
 * @param lost executors that have gone
 * @param move what it changed for the training examples
 */
public record LayoutChange(List<Place> joined, List<Place> lost, Move move) {
    private static final int NAMED = 3;

    /** {@code partitions: 2 -> 6, executor 3 on 10.0.0.7 joined (20 of 98 blocks moved)}. */
    public String sentence() {
        return "partitions: %s%s%s (%,d of %,d blocks moved)"
                .formatted(
                        move.before() == move.after() ? move.after() : move.before() + " -> " + move.after(),
                        part(lost, "lost"),
                        part(joined, "joined"),
                        move.moved(),
                        move.blocks());
    }

    private static String part(List<Place> places, String verb) {
        if (places.isEmpty()) {
            return "";
        }
        String named = places.stream().limit(NAMED).map(Place::toString).collect(Collectors.joining(", "));
        int more = places.size() - NAMED;
        return ", " + named + (more > 0 ? " and %,d more ".formatted(more) : " ") + verb;
    }
}
