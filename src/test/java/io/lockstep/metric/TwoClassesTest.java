package io.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwoClassesTest {
    private record Scored(float score, boolean isPositive) {}

    private static List<Scored> scored(Random random, int count, int distinct) {
        List<Scored> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean isPositive = random.nextInt(3) == 0;
            float score = random.nextInt(distinct) - distinct / 2 + (isPositive ? 1 : 0);
            all.add(new Scored(score / 7, isPositive));
        }
        all.add(new Scored(0.0f, true)); // a tie
        all.add(new Scored(-0.0f, false));
        return all;
    }

    private static ScoreCounts counts(List<Scored> scored, int most) {
        ScoreCounts counts = new ScoreCounts(most);
        scored.forEach(each -> counts.add(each.score, each.isPositive));
        return counts;
    }

    private static TwoClasses twoClasses(ScoreCounts counts) {
        return Objects.requireNonNull(counts.twoClasses());
    }

    @ParameterizedTest(name = "{0} scores at most")
    @ValueSource(ints = {2, 5, 40, 10_000})
    void bothAreasAreThoseOfBruteForce(int distinct) {
        List<Scored> scored = scored(new Random(distinct), 300, distinct);
        TwoClasses found = twoClasses(counts(scored, ScoreCounts.MOST));
        assertThat(found.rocAuc()).isEqualTo(pairsInOrder(scored));
        assertThat(found.averagePrecision()).isEqualTo(averagePrecision(scored), within(1e-15));
        assertThat(found.isExact()).isTrue();
        assertThat(found.positives() + found.negatives()).isEqualTo(302);
    }

    /** As the area is defined: of all pairs of a positive and a negative example. */
    private static double pairsInOrder(List<Scored> scored) {
        long halves = 0;
        long pairs = 0;
        for (Scored positive : scored) {
            for (Scored negative : scored) {
                if (positive.isPositive && !negative.isPositive) {
                    halves += positive.score > negative.score ? 2 : positive.score == negative.score ? 1 : 0;
                    pairs++;
                }
            }
        }
        return halves / (2.0 * pairs);
    }

    /** scikit-learn: the sum over the thresholds of (recall - recall before) * precision. */
    private static double averagePrecision(List<Scored> scored) {
        TreeSet<Float> thresholds = new TreeSet<>();
        scored.forEach(each -> thresholds.add(each.score + 0.0f));
        double all = scored.stream().filter(Scored::isPositive).count();
        double sum = 0;
        double recallBefore = 0;
        for (float threshold : thresholds.descendingSet()) {
            double above =
                    scored.stream().filter(each -> each.score >= threshold).count();
            double right = scored.stream()
                    .filter(each -> each.score >= threshold && each.isPositive)
                    .count();
            sum += (right / all - recallBefore) * (right / above);
            recallBefore = right / all;
        }
        return sum;
    }

    /** scikit-learn 1.9.1: roc_auc_score and average_precision_score of y = 0 0 1 1 0 1, score = 0.1 0.4 0.35 0.8 0.35 0.4. */
    @Test
    void theValuesOfScikitLearn() {
        TwoClasses found = twoClasses(counts(
                List.of(
                        new Scored(0.1f, false),
                        new Scored(0.4f, false),
                        new Scored(0.35f, true),
                        new Scored(0.8f, true),
                        new Scored(0.35f, false),
                        new Scored(0.4f, true)),
                ScoreCounts.MOST));
        assertThat(found.rocAuc()).isEqualTo(7 / 9.0);
        assertThat(found.averagePrecision()).isEqualTo((1 + 2 / 3.0 + 3 / 5.0) / 3, within(1e-15));
    }

    @ParameterizedTest(name = "{0} distinct scores kept")
    @ValueSource(ints = {ScoreCounts.MOST, 50})
    void anyTasksThatEndInAnyOrderGiveTheBitsOfOne(int most) throws Exception {
        Random random = new Random(4);
        List<Scored> scored = scored(random, 20_000, 3_000);
        TwoClasses alone = twoClasses(counts(scored, most));
        assertThat(alone.isExact()).isEqualTo(most > 50);
        for (int tasks : List.of(1, 2, 7, 80)) {
            Collections.shuffle(scored, random);
            List<ScoreCounts> parts = new ArrayList<>(List.of(new ScoreCounts(most))); // a task without blocks
            for (int task = 0; task < tasks; task++) {
                List<Scored> mine = scored.subList(scored.size() * task / tasks, scored.size() * (task + 1) / tasks);
                parts.add(sent(counts(mine, most)));
            }
            Collections.shuffle(parts, random);
            ScoreCounts all = parts.get(0);
            parts.subList(1, parts.size()).forEach(all::merge);
            assertThat(all.twoClasses()).as("%d tasks", tasks).isEqualTo(alone);
        }
    }

    @Test
    void fewerBitsOfTheScoresChangeTheAreasLittle() {
        Random random = new Random(5);
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            boolean isPositive = random.nextBoolean();
            scored.add(new Scored((float) random.nextGaussian() + (isPositive ? 1 : 0), isPositive));
        }
        TwoClasses exact = twoClasses(counts(scored, ScoreCounts.MOST));
        TwoClasses rough = twoClasses(counts(scored, 5_000));
        assertThat(rough.isExact()).isFalse();
        assertThat(rough.rocAuc()).isEqualTo(exact.rocAuc(), within(1e-4));
        assertThat(rough.averagePrecision()).isEqualTo(exact.averagePrecision(), within(1e-3));
    }

    @Test
    void aDistinctScoreTakesFewBytesOnTheWire() throws IOException {
        ScoreCounts counts = new ScoreCounts();
        Random random = new Random(6);
        for (int i = 0; i < 100_000; i++) {
            counts.add((float) random.nextGaussian(), random.nextBoolean());
        }
        assertThat(bytes(counts).length).isLessThan(600_000);
    }

    @Test
    void theCurvesHaveAFewPointsAndEndWhereTheyMust() {
        List<Scored> scored = scored(new Random(7), 50_000, 40_000);
        TwoClasses found = twoClasses(counts(scored, ScoreCounts.MOST));
        List<TwoClasses.Point> roc = Objects.requireNonNull(found.roc());
        List<TwoClasses.Point> precisionRecall = Objects.requireNonNull(found.precisionRecall());
        assertThat(roc)
                .hasSizeBetween(150, 202)
                .startsWith(new TwoClasses.Point(0, 0))
                .endsWith(new TwoClasses.Point(1, 1));
        assertThat(precisionRecall).hasSizeBetween(150, 202).startsWith(new TwoClasses.Point(0, 1));
        assertThat(precisionRecall.get(precisionRecall.size() - 1).x()).isEqualTo(1);
        double area = 0;
        for (int i = 1; i < roc.size(); i++) {
            assertThat(roc.get(i).x()).isGreaterThanOrEqualTo(roc.get(i - 1).x());
            area += (roc.get(i).x() - roc.get(i - 1).x())
                    * (roc.get(i).y() + roc.get(i - 1).y())
                    / 2;
        }
        assertThat(area).isEqualTo(found.rocAuc(), within(1e-3));
    }

    @Test
    void ofOneClassOrWithoutNumbersThereIsNoArea() {
        assertThat(counts(List.of(new Scored(1, true)), 10).twoClasses()).isNull();
        assertThat(new ScoreCounts().twoClasses()).isNull();
        assertThat(counts(List.of(new Scored(1, true), new Scored(Float.NaN, false), new Scored(0, false)), 10)
                        .twoClasses())
                .isNull();
    }

    private static ScoreCounts sent(ScoreCounts counts) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes(counts)))) {
            return (ScoreCounts) in.readObject();
        }
    }

    private static byte[] bytes(ScoreCounts counts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(counts);
        }
        return bytes.toByteArray();
    }
}
