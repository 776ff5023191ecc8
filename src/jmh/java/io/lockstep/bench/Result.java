package io.lockstep.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table, and one object of the JSON file.
 *
 * @param work what was done
 * @param ours median of ours, milliseconds
 * @param floor the least that the machine needs for it, milliseconds; null where nobody knows
 * @param peers medians of the others, milliseconds
 * @param spread least and most of each, ours and the floor among them, milliseconds
 * @param repeats how many turns each had
 * @param versions what each was, and which BLAS it had
 * @param missing the others that were not measured, and why
 * @param details further numbers, by what they are
 * @param aims the goals, and whether they were reached
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Result(
        @JsonProperty("work") String work,
        @JsonProperty("ours_ms") double ours,
        @JsonProperty("floor_ms") @Nullable Double floor,
        @JsonProperty("peers") Map<String, Double> peers,
        @JsonProperty("spread") Map<String, double[]> spread,
        @JsonProperty("repeats") int repeats,
        @JsonProperty("versions") Map<String, String> versions,
        @JsonProperty("missing") Map<String, String> missing,
        @JsonProperty("details") Map<String, Object> details,
        @JsonProperty("goals") List<Aim> aims) {

    /** What ours and the floor are called in a race. */
    static final String OURS = "lockstep";

    static final String FLOOR = "floor";

    /** What came of a race in which ours is {@link #OURS} and the floor, if any, {@link #FLOOR}. */
    static Result of(
            String work,
            Map<String, Times> race,
            Map<String, String> versions,
            Map<String, String> missing,
            Map<String, Object> details) {
        Map<String, Double> peers = new LinkedHashMap<>();
        Map<String, double[]> spread = new LinkedHashMap<>();
        race.forEach((name, times) -> {
            spread.put(name, new double[] {times.least(), times.most()});
            if (!name.equals(OURS) && !name.equals(FLOOR)) {
                peers.put(name, times.median());
            }
        });
        Times ours = ours(race);
        Times floor = race.get(FLOOR);
        return new Result(
                work,
                ours.median(),
                floor == null ? null : floor.median(),
                peers,
                spread,
                ours.milliseconds().length,
                versions,
                missing,
                details,
                List.of());
    }

    /** The same with a goal. */
    Result with(Aim aim) {
        List<Aim> all = new ArrayList<>(aims);
        all.add(aim);
        return new Result(work, ours, floor, peers, spread, repeats, versions, missing, details, all);
    }

    /** The same with further details. */
    Result with(Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(details);
        all.putAll(more);
        return new Result(work, ours, floor, peers, spread, repeats, versions, missing, all, aims);
    }

    /** The same with the goal to take at most so much of another's time; without it where the other was not measured. */
    Result atMost(double ratio, String other) {
        Double theirs = other.equals(FLOOR) ? floor : peers.get(other);
        return theirs == null ? this : with(new Aim(OURS + " / " + other, ours / theirs, ratio));
    }

    /** How many turns ours had. */
    static int turns(Map<String, Times> race) {
        return ours(race).milliseconds().length;
    }

    private static Times ours(Map<String, Times> race) {
        Times ours = race.get(OURS);
        if (ours == null) {
            throw new IllegalArgumentException("expected " + OURS + " in the race, found " + race.keySet());
        }
        return ours;
    }
}
