package io.lockstep.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Trainings that take turns. A contender may come with several settings, of which the fastest to the goal counts. */
final class Training implements AutoCloseable {
    private final Map<String, List<Trainee>> contenders = new LinkedHashMap<>();
    private final Map<Trainee, Trained> last = new LinkedHashMap<>();

    /** Adds a contender, or another setting of one that is there. */
    void add(String contender, Trainee trainee) {
        contenders.computeIfAbsent(contender, name -> new ArrayList<>()).add(trainee);
    }

    /** How a contender did. */
    record Standing(Trainee trainee, String version, Times times, Trained trained) {}

    /** Lets all train to the goal: the best setting of each; of those who did not get there, the most accurate. */
    Map<String, Standing> run(Goal goal, int warmUps, int repeats) throws Exception {
        Map<String, Trainee> turns = new LinkedHashMap<>();
        contenders.forEach(
                (name, settings) -> settings.forEach(trainee -> turns.put(name + " " + turns.size(), trainee)));
        Race race = new Race();
        turns.forEach((name, trainee) -> race.with(name, () -> {
            Trained trained = trainee.train(goal);
            last.put(trainee, trained);
            return trained.milliseconds();
        }));
        Map<String, Times> times = race.run(warmUps, repeats);
        Map<Trainee, Times> byTrainee = new LinkedHashMap<>();
        turns.forEach((name, trainee) -> byTrainee.put(trainee, Objects.requireNonNull(times.get(name))));
        Map<String, Standing> standings = new LinkedHashMap<>();
        contenders.forEach((name, settings) -> settings.stream()
                .map(trainee -> new Standing(
                        trainee,
                        trainee.version(),
                        Objects.requireNonNull(byTrainee.get(trainee)),
                        Objects.requireNonNull(last.get(trainee))))
                .reduce((a, b) -> isBetter(b, a, goal) ? b : a)
                .ifPresent(best -> standings.put(name, best)));
        return standings;
    }

    private static boolean isBetter(Standing a, Standing b, Goal goal) {
        boolean reached = a.trained().best() >= goal.accuracy();
        return reached != b.trained().best() >= goal.accuracy()
                ? reached
                : reached
                        ? a.times().median() < b.times().median()
                        : a.trained().best() > b.trained().best();
    }

    @Override
    public void close() {
        contenders.values().forEach(settings -> settings.forEach(Trainee::close));
    }
}
