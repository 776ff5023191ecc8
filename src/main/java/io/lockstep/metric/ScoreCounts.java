package io.lockstep.metric;

import io.lockstep.data.ClassTargets;
import io.lockstep.network.Outputs;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many examples of either of two classes have each score: what the areas under ROC and precision-recall curve are computed from, exactly and
 * for any distribution of the blocks over tasks.
 *
 * <p>Memory: 20 bytes for each distinct score, and at most {@value #MOST} of them. Where there are more, the scores' lowest bits are left out,
 * so few that no more than so many differ: how few depends on all scores alone, hence no layout changes the result, but then it is not exact.
 */
final class ScoreCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Distinct scores kept. */
    static final int MOST = 1 << 21;

    private static final int LEAST_BUFFER = 1 << 12;

    private final int most;
    private DistinctScores scores = DistinctScores.NONE;
    private long[] buffer = new long[LEAST_BUFFER]; // 2 * key + (1 of the second class)
    private int buffered;
    private boolean isUndefined; // a score was NaN

    ScoreCounts() {
        this(MOST);
    }

    ScoreCounts(int most) {
        this.most = most;
    }

    /** Adds some examples. */
    void add(Outputs outputs, ClassTargets targets) {
        for (int row = 0; row < targets.rows(); row++) {
            add(outputs.values()[2 * row + 1] - outputs.values()[2 * row], targets.label(row) == 1);
        }
    }

    void add(float score, boolean isPositive) {
        if (Float.isNaN(score)) {
            isUndefined = true;
            return;
        }
        if (buffered == buffer.length) {
            sortIn();
        }
        buffer[buffered++] = 2L * DistinctScores.key(score) + (isPositive ? 1 : 0);
    }

    /** Adds other counts. */
    void merge(ScoreCounts other) {
        sortIn();
        other.sortIn();
        scores = scores.plus(other.scores, most);
        isUndefined |= other.isUndefined;
    }

    private void sortIn() {
        Arrays.sort(buffer, 0, buffered);
        scores = scores.plus(DistinctScores.of(buffer, buffered), most);
        int wanted = Math.max(LEAST_BUFFER, scores.size() / 2); // so that the work of all mergers stays in proportion
        buffer = buffer.length < wanted ? new long[wanted] : buffer;
        buffered = 0;
    }

    /** The areas and curves; null where a class does not occur, or the scores are not numbers. */
    @Nullable
    TwoClasses twoClasses() {
        sortIn();
        return isUndefined ? null : Ranking.of(scores);
    }

    /** What is sent: the sorted counts, without the buffer. */
    private Object writeReplace() {
        sortIn();
        return new Sent(most, scores.packed(), isUndefined);
    }

    private record Sent(int most, DistinctScores.Packed scores, boolean isUndefined) implements Serializable {
        private Object readResolve() {
            ScoreCounts counts = new ScoreCounts(most);
            counts.scores = scores.unpacked();
            counts.isUndefined = isUndefined;
            return counts;
        }
    }
}
