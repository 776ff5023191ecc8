package io.lockstep.report.html;

import io.lockstep.metric.Histogram;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.TensorStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How values are distributed over time.
 *
 * @param from lower end of the first bin, in words
 * @param to upper end of the last, in words
 * @param histograms one for each column of the picture, all with the same bins
 */
record Distribution(String from, String to, List<double[]> histograms) {
    private static final int COLUMNS = 150;
    private static final int BINS = 40;

    /** Of a module's outputs, cut to the bins that are used in any epoch. */
    static Distribution ofActivations(List<EpochRecord> epochs, int module) {
        List<double[]> histograms = epochs.stream()
                .map(epoch -> epoch.heldOut().activations().get(module).histogram().counts().stream()
                        .mapToDouble(Long::doubleValue)
                        .toArray())
                .toList();
        int first = Histogram.BINS / 2;
        int end = first;
        for (double[] histogram : histograms) {
            for (int bin = 0; bin < histogram.length; bin++) {
                if (histogram[bin] > 0) {
                    first = Math.min(first, bin);
                    end = Math.max(end, bin + 1);
                }
            }
        }
        end = Math.max(end, first + 1);
        double width = (Histogram.TO - Histogram.FROM) / Histogram.BINS;
        int from = first;
        int to = end;
        return new Distribution(
                Numbers.tick(Histogram.FROM + first * width) + (first == 0 ? " and below" : ""),
                Numbers.tick(Histogram.FROM + end * width) + (end == Histogram.BINS ? " and above" : ""),
                thin(histograms.stream()
                        .map(histogram -> Arrays.copyOfRange(histogram, from, to))
                        .toList()));
    }

    /** Of a tensor, whose bins are others in each epoch: spread evenly over common ones. */
    static Distribution ofParameters(List<EpochRecord> epochs, int tensor) {
        List<TensorStatistics> all =
                epochs.stream().map(epoch -> epoch.parameters().get(tensor)).toList();
        double from = all.stream()
                .mapToDouble(TensorStatistics::from)
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        double to = all.stream()
                .mapToDouble(TensorStatistics::to)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double room = to > from ? 0 : Math.max(0.5 * Math.abs(from), 1e-3);
        double low = from - room;
        double high = to + room;
        return new Distribution(
                Numbers.brief(low),
                Numbers.brief(high),
                thin(all.stream().map(each -> spread(each, low, high)).toList()));
    }

    private static double[] spread(TensorStatistics tensor, double low, double high) {
        double[] spread = new double[BINS];
        if (!Double.isFinite(tensor.from()) || !Double.isFinite(tensor.to())) {
            return spread;
        }
        double scale = BINS / (high - low);
        int bins = tensor.histogram().size();
        double width = (tensor.to() - tensor.from()) / bins;
        for (int bin = 0; bin < bins; bin++) {
            double begin = (tensor.from() + bin * width - low) * scale;
            add(spread, begin, begin + width * scale, tensor.histogram().get(bin));
        }
        return spread;
    }

    /** Spreads a count evenly from one position to another. */
    private static void add(double[] spread, double begin, double end, double count) {
        int last = Math.min((int) Math.max(end, 0), BINS - 1);
        for (int bin = Math.min((int) Math.max(begin, 0), BINS - 1); bin <= last; bin++) {
            double overlap = Math.min(end, bin + 1) - Math.max(begin, bin);
            spread[bin] += end > begin ? count * Math.max(overlap, 0) / (end - begin) : count;
        }
    }

    /** Those of epochs that share a column added up. */
    private static List<double[]> thin(List<double[]> histograms) {
        int columns = Math.min(COLUMNS, histograms.size());
        List<double[]> thin = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            int begin = (int) ((long) histograms.size() * column / columns);
            int end = (int) ((long) histograms.size() * (column + 1) / columns);
            double[] sum = histograms.get(begin).clone();
            for (double[] histogram : histograms.subList(begin + 1, end)) {
                for (int bin = 0; bin < sum.length; bin++) {
                    sum[bin] += histogram[bin];
                }
            }
            for (int bin = 0; bin < sum.length; bin++) {
                sum[bin] /= end - begin;
            }
            thin.add(sum);
        }
        return thin;
    }
}
