package io.lockstep.metric;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The areas under the curves of two classes, and some points of the curves, from all distinct scores, the highest first. */
final class Ranking {
    private static final int POINTS = 200;

    private final DistinctScores scores;
    private final long positives;
    private final long negatives;

    private Ranking(DistinctScores scores) {
        this.scores = scores;
        positives = LongStream.of(scores.positives()).sum();
        negatives = LongStream.of(scores.negatives()).sum();
    }

    /** Null where a class does not occur. */
    static @Nullable TwoClasses of(DistinctScores scores) {
        Ranking ranking = new Ranking(scores);
        return ranking.positives == 0 || ranking.negatives == 0 ? null : ranking.twoClasses();
    }

    private TwoClasses twoClasses() {
        BigInteger halfPairs = BigInteger.ZERO; // two for each pair in the right order, one for a tie
        ExactSum precisions = new ExactSum(); // of each positive example
        List<TwoClasses.Point> roc = new ArrayList<>(List.of(new TwoClasses.Point(0, 0)));
        List<TwoClasses.Point> precisionRecall = new ArrayList<>(List.of(new TwoClasses.Point(0, 1)));
        long truePositives = 0;
        long falsePositives = 0;
        for (int i = scores.size() - 1; i >= 0; i--) {
            long more = scores.positives()[i];
            long wrong = scores.negatives()[i];
            halfPairs = halfPairs.add(BigInteger.valueOf(wrong).multiply(BigInteger.valueOf(2 * truePositives + more)));
            double far = (double) falsePositives / negatives + (double) truePositives / positives;
            long before = truePositives;
            truePositives += more;
            falsePositives += wrong;
            double precision = (double) truePositives / (truePositives + falsePositives);
            precisions.add(more * precision);
            double rate = (double) falsePositives / negatives;
            double recall = (double) truePositives / positives;
            if (isNext(far / 2, (rate + recall) / 2, i)) {
                roc.add(new TwoClasses.Point(rate, recall));
            }
            if (more > 0 && isNext((double) before / positives, recall, i)) {
                precisionRecall.add(new TwoClasses.Point(recall, precision));
            }
        }
        return new TwoClasses(
                share(
                        halfPairs,
                        BigInteger.TWO.multiply(BigInteger.valueOf(positives)).multiply(BigInteger.valueOf(negatives))),
                precisions.value() / positives,
                positives,
                negatives,
                scores.dropped() == 0,
                List.copyOf(roc),
                List.copyOf(precisionRecall));
    }

    /** Whether a curve has come into another of so many parts, or to its end; with few scores each is a point. */
    private boolean isNext(double before, double now, int left) {
        return scores.size() <= POINTS || left == 0 || Math.floor(now * POINTS) > Math.floor(before * POINTS);
    }

    private static double share(BigInteger part, BigInteger of) {
        return new BigDecimal(part)
                .divide(new BigDecimal(of), MathContext.DECIMAL128)
                .doubleValue();
    }
}
