package io.lockstep.bench;

import io.lockstep.data.Examples;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkException;

/** What came of a step's races: one with others, and one in the session of each setting. */
final class MeasuredShare {
    private final String name;
    private final ShareCase step;
    private final Map<String, Times> race;
    private final Map<String, Object> details;
    private final Map<String, String> missing = new LinkedHashMap<>();

    private MeasuredShare(String name, ShareCase step, Map<String, Times> race, Map<String, Object> details) {
        this.name = name;
        this.step = step;
        this.race = race;
        this.details = details;
    }

    /** Races the step with others, whose medians become details. */
    static MeasuredShare of(String name, ShareCase step, Cluster cluster, Examples examples, ShareCase.Others others)
            throws Exception {
        Map<String, Object> details = new LinkedHashMap<>();
        Map<String, Times> race = step.race(cluster, examples, others, details);
        details.put("above the empty job, ms", ShareCase.aboveEmpty(race, Result.OURS));
        Map<String, Times> oursAndFloor = new LinkedHashMap<>(race);
        race.forEach((contender, times) -> {
            if (!contender.equals(Result.OURS) && !contender.equals(Result.FLOOR)) {
                details.put(contender + ", ms", times.median());
                oursAndFloor.remove(contender);
            }
        });
        return new MeasuredShare(name, step, oursAndFloor, details);
    }

    /** Races it again in a session with another setting: half as many rounds, as a difference of two is all that is told. */
    void with(SparkSetting other, Cluster cluster, Examples examples) throws Exception {
        ShareCase shorter = step.turns(step.warmUps(), Math.max(2, step.repeats() / 2));
        try {
            Map<String, Times> again =
                    shorter.race(cluster, examples, SparkShareWork::treeWhereThereIsOne, new LinkedHashMap<>());
            again.keySet().stream()
                    .filter(contender -> !contender.equals(Result.FLOOR))
                    .forEach(name -> details.put(
                            "%sabove the empty job, %s, ms"
                                    .formatted(name.equals(Result.OURS) ? "" : name + ", ", other.name()),
                            ShareCase.aboveEmpty(again, name)));
        } catch (SparkException e) {
            missing.put(other.name(), e.getMessage());
        }
    }

    Result result(String version) {
        return Result.of(name, race, Map.of(Result.OURS, version, Result.FLOOR, "Spark's empty job"), missing, details);
    }
}
