package io.lockstep.report.html;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves over steps, epochs or other numbers, drawn by XChart: axes and lines only, as title and legend are the page's. */
final class Chart {
    /** Size on the page. */
    static final int WIDTH = 560;

    static final int HEIGHT = 240;

    private static final int TALL = 400;
    private static final int SCALE = 2; // sharp on fine screens and on paper
    private static final int FEW_POINTS = 25;
    private static final Color AXES = new Color(0x475569);
    private static final Color GRID = new Color(0xe2e8f0);
    private static final Color DENSE_GRID = new Color(0xf1f5f9); // nine lines a decade

    private final String title;
    private final String over;
    private final List<Curve> curves = new ArrayList<>();
    private boolean logarithmic;
    private boolean isOverNumbers;
    private int height = HEIGHT;
    private @Nullable Double left;
    private @Nullable Double right;
    private @Nullable Double from;
    private @Nullable Double to;
    private @Nullable String words;

    /** Without curves yet; {@code over} is what lies on the horizontal axis, {@code step} or {@code epoch}. */
    Chart(String title, String over) {
        this.title = title;
        this.over = over;
    }

    /** With one more curve, in front of the others. */
    Chart with(Curve curve) {
        curves.add(curve);
        return this;
    }

    /** With a logarithmic axis, without the values that have no logarithm. */
    Chart logarithmic() {
        logarithmic = true;
        curves.replaceAll(
                curve -> new Curve(curve.name(), curve.points().where(y -> y > 0), curve.colour(), curve.style()));
        return this;
    }

    /** Logarithmic if the values are positive and the largest is more than ten times the smallest. */
    Chart logarithmicIfWide() {
        double smallest = ys().min().orElse(0);
        return smallest > 0 && ys().max().orElse(0) > 10 * smallest ? logarithmic() : this;
    }

    /** With an axis between these; what lies outside is cut off. */
    Chart between(double bottom, double top) {
        from = bottom;
        to = top;
        return this;
    }

    /** Over numbers, which need not be whole, between these; {@code words} say what it shows. */
    Chart overNumbers(double first, double last, String words) {
        isOverNumbers = true;
        left = first;
        right = last;
        this.words = words;
        return this;
    }

    /** As high as a plot needs whose axes have the same unit. */
    Chart tall() {
        height = TALL;
        return this;
    }

    int height() {
        return height;
    }

    String title() {
        return title;
    }

    /** Whether it has a logarithmic axis. */
    boolean isLogarithmic() {
        return logarithmic;
    }

    /** Those that have points. */
    List<Curve> curves() {
        return curves.stream().filter(curve -> curve.points().size() > 0).toList();
    }

    /** What it shows, for those who cannot see it. */
    String words() {
        if (words != null) {
            return title + ": " + words;
        }
        StringBuilder words = new StringBuilder(title);
        String before = ": ";
        for (Curve curve : curves()) {
            double[] xs = curve.points().xs();
            double[] ys = curve.points().ys();
            words.append(before)
                    .append(Numbers.text("%s %s at %s %,.0f", curve.name(), Numbers.brief(ys[0]), over, xs[0]));
            if (xs.length > 1) {
                words.append(Numbers.text(", %s at %,.0f", Numbers.brief(ys[ys.length - 1]), xs[xs.length - 1]));
            }
            before = "; ";
        }
        return words.toString();
    }

    /** Of the curves that have points, at least one. */
    BufferedImage image() {
        XYChart chart = new XYChart(WIDTH, height);
        chart.setXAxisTitle(over);
        style(chart.getStyler());
        limit(chart.getStyler());
        for (Curve curve : curves()) {
            style(
                    chart.addSeries(
                            curve.name() + " " + chart.getSeriesMap().size(),
                            curve.points().xs(),
                            curve.points().ys()),
                    curve);
        }
        if (xs().count() > FEW_POINTS) {
            offTheRow(chart);
        }
        BufferedImage image = new BufferedImage(WIDTH * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(SCALE, SCALE);
        chart.paint(graphics, WIDTH, height);
        graphics.dispose();
        return image;
    }

    /**
     * A point that is not drawn. Where all points lie in an even row, XChart puts ticks at points, so close that labels touch; with one
     * between them it puts ticks at round numbers.
     */
    private void offTheRow(XYChart chart) {
        double first = xs().min().orElse(0);
        double last = xs().max().orElse(0);
        chart.addSeries("off the row", new double[] {first + 0.4142 * (last - first)}, new double[] {Double.NaN})
                .setMarker(SeriesMarkers.NONE);
    }

    private void style(XYStyler styler) {
        styler.setLegendVisible(false)
                .setChartTitleVisible(false)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartPadding(4)
                .setPlotContentSize(0.95);
        styler.setPlotGridLinesColor(logarithmic ? DENSE_GRID : GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setPlotGridVerticalLinesVisible(false)
                .setAxisTicksLineVisible(false)
                .setAxisTicksMarksVisible(false)
                .setAxisTickLabelsFont(Ink.FONT)
                .setAxisTickLabelsColor(AXES)
                .setAxisTitleFont(Ink.FONT)
                .setYAxisTitleVisible(false)
                .setYAxisLogarithmic(logarithmic)
                .setYAxisTickMarkSpacingHint(34)
                .setPlotMargin(2)
                .setXAxisTickMarkSpacingHint(80)
                .setLocale(Locale.ROOT);
        styler.setXAxisTitleColor(AXES);
        styler.setMarkerSize(5);
    }

    /** Room around a single point, and around a line that is level: XChart divides by the axis's length. */
    private void limit(XYStyler styler) {
        double first = left == null ? xs().min().orElse(0) : left;
        double last = right == null ? xs().max().orElse(0) : right;
        if (first == last) {
            styler.setXAxisMin(first - 1).setXAxisMax(last + 1);
        } else if (left != null) {
            styler.setXAxisMin(first).setXAxisMax(last);
        }
        if (isOverNumbers) {
            styler.setxAxisTickLabelsFormattingFunction(Numbers::tick);
        } else if (last - first > FEW_POINTS) {
            styler.setXAxisDecimalPattern("#,##0");
        } else { // where XChart would put ticks between whole numbers, too
            styler.setxAxisTickLabelsFormattingFunction(x -> x == Math.rint(x) ? Numbers.tick(x) : "");
        }
        double size = ys().map(Math::abs).max().orElse(0);
        if (!logarithmic) {
            styler.setYAxisDecimalPattern(size < 1e-3 || size >= 1e6 ? "0.##E0" : "#,##0.######");
        }
        double bottom = from == null ? ys().min().orElse(0) : from;
        double top = to == null ? ys().max().orElse(0) : to;
        if (top - bottom <= 1e-9 * Math.max(Math.abs(top), Math.abs(bottom))) {
            double room = logarithmic ? 0 : Math.max(0.5 * Math.abs(top), 1e-3);
            styler.setYAxisMin(logarithmic ? bottom / 10 : bottom - room);
            styler.setYAxisMax(logarithmic ? top * 10 : top + room);
        } else if (from != null) {
            styler.setYAxisMin(bottom);
            styler.setYAxisMax(top);
        }
    }

    private void style(XYSeries series, Curve curve) {
        boolean area = curve.style() == Curve.Style.AREA;
        series.setXYSeriesRenderStyle(area ? XYSeries.XYSeriesRenderStyle.Area : XYSeries.XYSeriesRenderStyle.Line);
        series.setLineColor(curve.colour());
        series.setLineStyle(stroke(curve.style()));
        series.setFillColor(curve.colour());
        series.setMarkerColor(curve.colour());
        if (curve.style() == Curve.Style.DOTS) {
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            series.setMarker(SeriesMarkers.CIRCLE);
            return;
        }
        series.setMarker(
                !area && !isOverNumbers && curve.points().size() <= FEW_POINTS
                        ? SeriesMarkers.CIRCLE
                        : SeriesMarkers.NONE);
    }

    private static BasicStroke stroke(Curve.Style style) {
        return switch (style) {
            case SOLID -> new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
            case DASHED ->
                new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0);
            case FAINT -> new BasicStroke(0.9f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
            case AREA, DOTS -> new BasicStroke(0.5f);
        };
    }

    private DoubleStream xs() {
        return curves.stream()
                .flatMapToDouble(curve -> Arrays.stream(curve.points().xs()));
    }

    private DoubleStream ys() {
        return curves.stream()
                .flatMapToDouble(curve -> Arrays.stream(curve.points().ys()));
    }
}
