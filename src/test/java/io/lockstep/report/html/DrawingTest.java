package io.lockstep.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.TensorStatistics;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of numbers on their way into pictures. */
class DrawingTest {
    private static Points points(double... ys) {
        return new Points(IntStream.rangeClosed(1, ys.length).asDoubleStream().toArray(), ys);
    }

    private static Points ramp(int count) {
        return points(IntStream.rangeClosed(1, count).asDoubleStream().toArray());
    }

    @Test
    void thinningKeepsWhatStandsOut() {
        double[] ys = new double[10_000];
        ys[4711] = 99;
        ys[8888] = -99;
        Points thin = points(ys).extremes(600);
        assertThat(thin.size()).isLessThanOrEqualTo(600);
        assertThat(thin.ys()).contains(99, -99);
        assertThat(thin.xs()).contains(4712, 8889).isSorted();
    }

    @Test
    void fewPointsAreLeftAsTheyAre() {
        assertThat(ramp(600).extremes(600).ys()).hasSize(600);
        assertThat(ramp(3).medians(3).ys()).containsExactly(1, 2, 3);
    }

    @Test
    void mediansAreThoseOfTheStretches() {
        Points thin = points(1, 2, 90, 4, 5, 6).medians(2);
        assertThat(thin.xs()).containsExactly(3, 6);
        assertThat(thin.ys()).containsExactly(2, 5);
        assertThat(Points.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
        assertThat(Points.median(new double[0])).isNaN();
    }

    @Test
    void trailingMeansAreOverTheWindowAndEndAtTheLastPoint() {
        Points means = points(1, 2, 3, 4, 5, 6, 7).trailingMeans(3, 4);
        assertThat(means.xs()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(means.ys()).containsExactly(1, 1.5, 2, 3, 4, 5, 6);
        assertThat(ramp(1000).trailingMeans(10, 100).xs()).hasSize(100).endsWith(1000);
        assertThat(ramp(1000).trailingMeans(10, 100).ys()).endsWith(995.5); // of 991 .. 1000
    }

    static List<double[]> unusual() {
        return List.of(
                new double[] {1},
                new double[] {0},
                new double[] {-3},
                new double[] {5, 5, 5},
                new double[] {0, 0},
                new double[] {1e300, 1},
                new double[] {Double.MAX_VALUE, -Double.MAX_VALUE},
                new double[] {Double.MIN_VALUE, 1},
                new double[] {1e-320, 2e-320},
                new double[] {1, 1 + 1e-15},
                new double[] {1e9, 1e9 + 1},
                new double[] {Double.NaN, 2, Double.POSITIVE_INFINITY},
                new double[] {Double.NaN});
    }

    @ParameterizedTest
    @MethodSource("unusual")
    void whateverTheValuesAChartCanBeDrawn(double[] ys) {
        for (Chart chart :
                List.of(chart(ys), chart(ys).logarithmicIfWide(), chart(ys).logarithmic())) {
            if (!chart.curves().isEmpty()) {
                assertThatCode(chart::image).doesNotThrowAnyException();
                assertThat(chart.words()).contains("values");
            }
        }
    }

    private static Chart chart(double[] ys) {
        return new Chart("some", "step").with(Curve.of("values", points(ys), 0));
    }

    @Test
    void aCurveIsSeen() {
        BufferedImage empty = chart(new double[] {1, 2, 3}).image();
        int blue = Curve.of("", points(1), 0).colour().getRGB();
        long pixels = IntStream.range(0, empty.getWidth() * empty.getHeight())
                .filter(i -> empty.getRGB(i % empty.getWidth(), i / empty.getWidth()) == blue)
                .count();
        assertThat(pixels).isGreaterThan(1000); // a line of 3.6 pixels across a thousand
    }

    @Test
    void theMoreTheDarkerAndNoneIsWhite() {
        BufferedImage map = HeatMap.of(List.of(new double[] {0, 10, 1000}, new double[] {1000, 0, 0}));
        assertThat(map.getWidth()).isEqualTo(2);
        assertThat(map.getRGB(0, 2) & 0xffffff).isEqualTo(0xffffff); // the lowest bin is at the bottom
        assertThat(green(map, 0, 1)).isBetween(green(map, 0, 0) + 1, 254);
        assertThat(map.getRGB(1, 2)).isEqualTo(map.getRGB(0, 0));
    }

    private static int green(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) >> 8 & 0xff;
    }

    @Test
    void binsOfEveryEpochAreBroughtToCommonOnesWithoutLoss() {
        Distribution distribution = Distribution.ofParameters(List.of(epoch(-1, 1, 400), epoch(-3, 1, 800)), 0);
        assertThat(distribution.from()).isEqualTo("-3.000");
        assertThat(distribution.to()).isEqualTo("1.000");
        List<double[]> histograms = distribution.histograms();
        assertThat(Arrays.stream(histograms.get(0)).sum())
                .isCloseTo(400, Offset.offset(1e-9)); // 40 additions of about 20
        assertThat(Arrays.stream(histograms.get(1)).sum()).isCloseTo(800, Offset.offset(1e-9));
        assertThat(Arrays.stream(histograms.get(0)).limit(19).sum()).isZero(); // below -1
        assertThat(Arrays.stream(histograms.get(1)).min().orElseThrow()).isCloseTo(20, Offset.offset(1e-9));
    }

    @Test
    void aTensorOfOneValueHasADistributionToo() {
        Distribution distribution = Distribution.ofParameters(List.of(epoch(2, 2, 5)), 0);
        assertThat(Arrays.stream(distribution.histograms().get(0)).sum()).isEqualTo(5);
    }

    @Test
    void manyEpochsShareColumns() {
        List<EpochRecord> epochs =
                IntStream.range(0, 1000).mapToObj(i -> epoch(-1, 1, 40)).toList();
        assertThat(Distribution.ofParameters(epochs, 0).histograms())
                .hasSize(150)
                .allSatisfy(
                        histogram -> assertThat(Arrays.stream(histogram).sum()).isCloseTo(40, Offset.offset(1e-9)));
        assertThat(Distribution.ofActivations(epochs, 0).histograms()).hasSize(150);
    }

    @Test
    void activationsAreCutToTheBinsInUse() {
        Distribution distribution = Distribution.ofActivations(List.of(epoch(-1, 1, 40)), 0);
        assertThat(distribution.from()).isEqualTo("-10 and below"); // one value is -20
        assertThat(distribution.to()).isEqualTo("3.25"); // the largest is 3, a bin 0.25
        assertThat(Arrays.stream(distribution.histograms().get(0)).sum()).isEqualTo(5);
    }

    /** With a tensor whose values lie evenly between these. */
    private static EpochRecord epoch(double from, double to, long count) {
        Architecture architecture = new Architecture(List.of(2, 2), Activation.RELU, Loss.CROSS_ENTROPY);
        List<Long> histogram = IntStream.range(0, 40)
                .mapToObj(bin -> to > from ? count / 40 : bin == 0 ? count : 0)
                .toList();
        return new EpochRecord(
                1,
                1,
                Records.evaluation(architecture, 1, 0.5),
                List.of(new TensorStatistics("w1", 0, 1, from, to, histogram)),
                1);
    }

    @Test
    void numbersReadTheSameInEveryCountry() {
        assertThat(Numbers.brief(1234.56)).isEqualTo("1,234.6");
        assertThat(Numbers.brief(0.003)).isEqualTo("0.00300");
        assertThat(Numbers.brief(3.14e-7)).isEqualTo("3.1e-07");
        assertThat(Numbers.brief(Double.NaN)).isEqualTo("NaN");
        assertThat(Numbers.duration(812)).isEqualTo("812 ms");
        assertThat(Numbers.duration(3_599_999)).isEqualTo("59 min 59 s");
        assertThat(Numbers.duration(7_500_000)).isEqualTo("2 h 05 min");
        assertThat(Numbers.moment("2026-11-25T03:24:29.9Z")).isEqualTo("2026-11-25 03:24:29 UTC");
        assertThat(Numbers.moment("lately")).isEqualTo("lately");
    }
}
