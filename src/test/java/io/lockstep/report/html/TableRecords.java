package io.lockstep.report.html;

import io.lockstep.data.ClassTargets;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.Moments;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.TargetUnits;
import io.lockstep.data.table.Counted;
import io.lockstep.data.table.Missing;
import io.lockstep.data.table.TableCard;
import io.lockstep.data.table.TableSchema;
import io.lockstep.metric.ActivationSums;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.EvaluationSums;
import io.lockstep.metric.LargeError;
import io.lockstep.metric.WrongClass;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.MistakeRecord;
import io.lockstep.report.RunRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Records of runs on tables that never were: prices of stones, and passengers who survived. */
final class TableRecords {
    private static final int ROWS = 4_000;
    private static final int ACTIVATIONS = 3;
    private static final TargetUnits PRICE = new TargetUnits(List.of(3_932.8), List.of(3_989.4));

    private TableRecords() {}

    /** A regression with one output. */
    static Records regression(int steps, int epochs) {
        Records records = new Records();
        records.architecture = new Architecture(List.of(5, 3, 1), Activation.RELU, Loss.MSE);
        records.runId = "diamonds-nightly";
        records.take(steps, epochs);
        records.epochs = records.epochs.stream()
                .map(epoch -> new EpochRecord(
                        epoch.epoch(),
                        epoch.step(),
                        price(records.architecture, 0.6 / epoch.epoch()).withoutPlots(),
                        epoch.parameters(),
                        5))
                .toList();
        records.model = new RunRecord.Model(steps, "last", Records.sha(steps));
        records.heldOut = price(records.architecture, 0.2);
        TableSchema schema = schema(
                new TableSchema.NumberInput("carat", -1, 0, 1, 0),
                new TableSchema.CategoryInput("cut", "Fair"),
                new TableSchema.CategoryInput("cut", "Ideal"),
                new TableSchema.CategoryInput("color", "E"),
                new TableSchema.NumberInput("depth", -1, 0, 1, 0));
        records.mistakes = List.of(
                MistakeRecord.of(
                        new LargeError(
                                17, 3.1, List.of(18_000.0), List.of(5_632.871), new FloatFeatures(5, new float[] {
                                    2.31f, 0, 1, 1, 62
                                })),
                        schema),
                MistakeRecord.of(
                        new LargeError(4_711, 2, List.of(600.0), List.of(8_578.9), new FloatFeatures(5, new float[] {
                            0.3f, 0, 0, 0, 58.5f
                        })),
                        schema));
        records.trainTable = card("diamonds.csv, train", 43_152, prices());
        records.heldOutTable = card("diamonds.csv, validation", 10_788, prices());
        records.targetNames = List.of("price");
        return records;
    }

    /** Two classes of words. */
    static Records twoClasses(int steps, int epochs) {
        Records records = new Records();
        records.architecture = new Architecture(List.of(5, 3, 2), Activation.RELU, Loss.CROSS_ENTROPY);
        records.runId = "passengers-nightly";
        records.take(steps, epochs);
        records.epochs = records.epochs.stream()
                .map(epoch -> new EpochRecord(
                        epoch.epoch(),
                        epoch.step(),
                        survived(records.architecture, 2.0 - 1.0 / epoch.epoch())
                                .withoutPlots(),
                        epoch.parameters(),
                        5))
                .toList();
        records.model = new RunRecord.Model(steps, "last", Records.sha(steps));
        records.heldOut = survived(records.architecture, 2);
        records.mistakes = List.of(MistakeRecord.of(
                new WrongClass(42, 1, 0, 0.003, 5.809, new FloatFeatures(2, new float[] {1, 29})),
                schema(new TableSchema.CategoryInput("sex", "male"), new TableSchema.NumberInput("age", -1, 0, 1, 0))));
        TableCard.Target target = new TableCard.Target(
                "survived", List.of(new Counted("no", 549), new Counted("yes", 342)), 0, 0, null, null);
        records.trainTable = card("passengers.parquet, train", 891, target);
        records.heldOutTable = card("passengers.parquet, validation", 418, target);
        records.targetNames = List.of("no", "yes");
        return records;
    }

    static TableSchema schema(TableSchema.Input... inputs) {
        return new TableSchema(
                List.of(inputs), new TableSchema.Numbers(List.of("price"), List.of(0.0), List.of(1.0)), Missing.ERROR);
    }

    /** Several outputs. */
    static Records outputs(int count) {
        Records records = regression(4, 2);
        Random random = new Random(1);
        float[] targets = floats(random, 100 * count);
        EvaluationSums sums = new EvaluationSums(records.architecture);
        sums.add(
                0,
                10,
                new Outputs(Loss.MSE, count, floats(random, 100 * count)),
                new NumberTargets(count, targets),
                activations(targets));
        records.heldOut = Evaluation.of(records.architecture, sums);
        records.mistakes = List.of();
        return records;
    }

    /** A table of so many columns of numbers. */
    static TableCard wide(int columns) {
        return new TableCard(
                "mnist.csv, train",
                "/data",
                60_000,
                columns,
                "bytes",
                IntStream.range(0, columns)
                        .mapToObj(i -> number("pixel" + i, 0))
                        .toList(),
                List.of(prices()),
                null,
                "00112233445566778899aabbccddeeff",
                List.of());
    }

    private static TableCard card(String name, long rows, TableCard.Target target) {
        return new TableCard(
                name,
                "/data",
                rows,
                5,
                "floats",
                List.of(
                        number("carat", 0),
                        new TableCard.Column(
                                "cut",
                                "category",
                                2,
                                3,
                                0,
                                0,
                                null,
                                List.of(new Counted("Fair", 1_610), new Counted("Ideal", 21_551))),
                        new TableCard.Column(
                                "color",
                                "category",
                                14,
                                0,
                                0,
                                0,
                                null,
                                Stream.of("DEFGHIJKLMNOPQ".split(""))
                                        .map(word -> new Counted(word, 1_000))
                                        .toList()),
                        number("depth", 12)),
                List.of(target),
                number("weight of the row", 0),
                "00112233445566778899aabbccddeeff",
                List.of("Column depth: 12 values are missing; each becomes the mean of the column."));
    }

    private static TableCard.Column number(String name, long missing) {
        return new TableCard.Column(name, "number", 1, missing, 0.2, 5.01, new Moments(0.7979, 0.474), List.of());
    }

    private static TableCard.Target prices() {
        List<Long> counts = new ArrayList<>();
        for (int bin = 0; bin < 37; bin++) {
            counts.add((long) (14_000 * Math.exp(-bin / 6.0)));
        }
        return new TableCard.Target(
                "price",
                List.of(),
                326,
                18_823,
                new Moments(3_932.8, 3_989.4),
                new TableCard.Histogram(0, 512, counts));
    }

    private static Evaluation price(Architecture network, double noise) {
        Random random = new Random(7);
        EvaluationSums sums = new EvaluationSums(network);
        float[] targets = new float[ROWS];
        float[] outputs = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            targets[row] = (float) (-Math.log(1 - random.nextDouble()) - 1);
            outputs[row] = (float) (targets[row] + noise * random.nextGaussian() * (targets[row] + 1.2));
        }
        sums.add(
                0,
                ROWS * noise * noise,
                new Outputs(Loss.MSE, 1, outputs),
                new NumberTargets(1, targets),
                activations(outputs));
        return Evaluation.of(network, sums, PRICE);
    }

    private static Evaluation survived(Architecture network, double apart) {
        Random random = new Random(8);
        EvaluationSums sums = new EvaluationSums(network);
        int[] labels = new int[ROWS];
        float[] outputs = new float[2 * ROWS];
        for (int row = 0; row < ROWS; row++) {
            labels[row] = random.nextInt(3) == 0 ? 1 : 0;
            outputs[2 * row + 1] = (float) (random.nextGaussian() + apart * (labels[row] - 0.6));
        }
        sums.add(
                0,
                ROWS * 0.4,
                new Outputs(Loss.CROSS_ENTROPY, 2, outputs),
                new ClassTargets(labels),
                activations(outputs));
        return Evaluation.of(network, sums);
    }

    private static List<ActivationSums> activations(float[] values) {
        return Collections.nCopies(ACTIVATIONS, ActivationSums.of(values));
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
