package io.lockstep.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Tables of numbers with classes: how long each trains until so many of the rows held out are right, and how many it gets right at best.
 * Everybody has the same rows in memory, split by their content, and is warm.
 */
final class TableWork implements Work {
    private static final long ROWS = 1_000_000;
    private static final long QUICK_ROWS = 4_000;
    private static final int REPEATS = 3;
    private static final double SLOW = 10_000; // milliseconds, above which one turn must do

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        List<Result> results = new ArrayList<>();
        try (Cluster cluster = new Cluster(Cluster.LOCAL, OurTraining.SLOTS, Map.of())) {
            SparkSession spark = SparkSession.builder().getOrCreate();
            try (Tabular letter = Tabular.split("letter", letter(setting, spark), LetterTable.CLASSES)) {
                results.add(measure(setting, letter, TableSettings.LETTER, Map.of()));
            } catch (MissingException e) {
                setting.say("  letter is left out: %s", String.valueOf(e.getMessage()));
            }
            long rows = setting.quick() ? QUICK_ROWS : ROWS;
            try (Tabular drawn = Tabular.split("rule", RuleTable.rows(spark, rows), RuleTable.CLASSES)) {
                Map<String, Object> best = Map.of("best possible accuracy", RuleTable.bestAccuracy());
                results.add(measure(setting, drawn, TableSettings.RULE, best));
            }
        }
        return results;
    }

    private static Dataset<Row> letter(Setting setting, SparkSession spark) throws MissingException {
        Dataset<Row> rows = LetterTable.rows(spark);
        return setting.quick() ? rows.limit((int) QUICK_ROWS) : rows;
    }

    private static Result measure(Setting setting, Tabular table, TableSettings settings, Map<String, Object> facts)
            throws Exception {
        double accuracy = setting.quick() ? 0 : settings.accuracy();
        Map<String, String> missing = new LinkedHashMap<>();
        Map<String, String> versions = new LinkedHashMap<>();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(
                "rows to train on, held out",
                table.train().count() + ", " + table.test().count());
        details.putAll(facts);
        try (TableContenders contenders = TableContenders.of(table, settings, missing)) {
            Map<Contender, Fitted> reached = new LinkedHashMap<>();
            for (Contender contender : contenders.all()) {
                Ladder ladder = climb(setting, settings, contender);
                versions.put(contender.name(), contender.learner().version());
                details.put(contender.name() + ", best", ladder.best().toString());
                details.put(contender.name() + ", all trainings", ladder.texts());
                ladder.to(accuracy)
                        .ifPresentOrElse(
                                fitted -> reached.put(contender, fitted),
                                () -> missing.put(contender.name(), "did not reach it, at best " + ladder.best()));
            }
            if (missing.containsKey(Result.OURS)) {
                throw new IllegalStateException("table %s: expected ours to reach %s, found %s"
                        .formatted(table.name(), accuracy, details.get(Result.OURS + ", all trainings")));
            }
            String work = String.format(Locale.ROOT, "table-%s-%.1f", table.name(), 100 * accuracy);
            return Result.of(work, again(setting, reached), versions, missing, details);
        }
    }

    private static Ladder climb(Setting setting, TableSettings settings, Contender contender) throws Exception {
        List<Integer> budgets = setting.quick() ? contender.budgets().subList(0, 1) : contender.budgets();
        contender.learner().fit(1); // to warm up
        return Ladder.climb(
                contender.learner(),
                budgets,
                contender.name().equals(Result.OURS) ? Double.POSITIVE_INFINITY : settings.limit(),
                fitted -> setting.say("  %s: %s", contender.name(), fitted));
    }

    /** Lets those who got there train as long again, in turns; the time of the slow is what they took the first time. */
    private static Map<String, Times> again(Setting setting, Map<Contender, Fitted> reached) throws Exception {
        Race race = new Race();
        Map<String, Times> times = new LinkedHashMap<>();
        reached.forEach((contender, fitted) -> {
            if (fitted.milliseconds() > SLOW) {
                times.put(contender.name(), Times.of(List.of(fitted.milliseconds())));
            } else {
                race.with(
                        contender.name(),
                        () -> contender.learner().fit(fitted.budget()).milliseconds());
            }
        });
        times.putAll(race.run(0, setting.quick() ? 1 : Math.min(setting.repeats(), REPEATS)));
        return times;
    }
}
