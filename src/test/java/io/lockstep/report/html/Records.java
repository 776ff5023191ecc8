package io.lockstep.report.html;

import io.lockstep.check.Agreement;
import io.lockstep.check.TensorAgreement;
import io.lockstep.check.Verification;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Moments;
import io.lockstep.data.table.TableCard;
import io.lockstep.metric.Classification;
import io.lockstep.metric.Confusion;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.Histogram;
import io.lockstep.metric.WrongClass;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.Cpu;
import io.lockstep.pass.plan.Fingerprint;
import io.lockstep.report.Environment;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.MistakeRecord;
import io.lockstep.report.RunRecord;
import io.lockstep.report.StepExecution;
import io.lockstep.report.TensorStatistics;
import io.lockstep.train.StepRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Records of runs that never were, as rich or as poor as a test wants them. */
public final class Records {
    static final Architecture NETWORK = new Architecture(List.of(4, 3, 2), Activation.RELU, Loss.CROSS_ENTROPY);
    static final Architecture REGRESSION = new Architecture(List.of(4, 3, 1), Activation.RELU, Loss.MSE);

    private static final Backend BACKEND = new Backend("1.0.0-M2.1", "CPU", "OpenBLAS 0.3.19", "Zen");

    Architecture architecture = NETWORK;
    String runId = "nightly";
    String verdict = "ok";

    @Nullable
    String failure;

    SortedMap<String, String> config = new TreeMap<>(Map.of("train.learning-rate", "0.1", "train.sync", "every-step"));
    String location = "/data/digits";
    RunRecord.@Nullable Layout layout = new RunRecord.Layout("3.5.7", "local[2]", "local-1", 2, 3, 4, 512);

    @Nullable
    Backend backend = new Backend("1.0.0-M2.1", "CPU", "OpenBLAS 0.3.19", "Zen");

    List<RunRecord.Executor> executors = List.of(new RunRecord.Executor("7", "10.0.0.7:1234", 2, List.of("0"), ""));
    List<RunRecord.Computing> fingerprints = List.of();

    @Nullable
    Evaluation initial;

    List<StepRecord> steps = List.of();
    List<EpochRecord> epochs = List.of();
    List<Verification> verifications = List.of();
    RunRecord.@Nullable Model model;

    @Nullable
    Evaluation heldOut;

    List<MistakeRecord> mistakes = List.of();

    @Nullable
    TableCard trainTable;

    @Nullable
    TableCard heldOutTable;

    boolean hasValidation = true;

    @Nullable
    List<String> targetNames;

    /** A run that failed before it did anything. */
    public static Records poor() {
        Records records = new Records();
        records.verdict = "resources";
        records.failure = "no cluster";
        records.layout = null;
        records.backend = null;
        records.executors = List.of();
        return records;
    }

    /** A run of so many steps in so many epochs that has everything. */
    public static Records rich(int steps, int epochs) {
        Records records = new Records();
        records.fingerprints = List.of(new RunRecord.Computing(
                "executor 7", "10.0.0.7", new Fingerprint(sha(3), new Cpu("EPYC 9", List.of("avx2")), BACKEND, "")));
        records.initial = evaluation(NETWORK, 0.7, 0.4);
        records.take(steps, epochs);
        records.verifications = List.of(verification(steps, true));
        records.model = new RunRecord.Model(steps, "last", sha(steps));
        records.heldOut = evaluation(NETWORK, 0.123456, 0.75);
        records.mistakes = List.of(MistakeRecord.of(
                new WrongClass(
                        4711, 1, 0, 0.003, 5.809, new ByteFeatures(4, new byte[] {0, 100, (byte) 200, (byte) 255})),
                null));
        return records;
    }

    /** Steps of equal epochs, each evaluated. */
    void take(int count, int epochCount) {
        steps = IntStream.rangeClosed(1, count)
                .mapToObj(step -> step(architecture, step, 1 + (step - 1) * epochCount / count, 2.0 / step))
                .toList();
        Parameters parameters = Parameters.initial(architecture, Initializer.XAVIER, 1);
        List<TensorStatistics> statistics = TensorStatistics.of(parameters);
        epochs = IntStream.rangeClosed(1, epochCount)
                .mapToObj(epoch -> new EpochRecord(
                        epoch,
                        count * epoch / epochCount,
                        evaluation(architecture, 1.0 / epoch, 1 - 0.5 / epoch),
                        statistics,
                        5))
                .toList();
    }

    static StepRecord step(Architecture architecture, int step, int epoch, double loss) {
        Random random = new Random(step);
        Map<String, Double> norms = new LinkedHashMap<>();
        architecture.tensors().forEach(tensor -> norms.put(tensor.name(), random.nextDouble()));
        return new StepRecord(
                step, epoch, 64, 0.1, loss, 1.5, norms, sha(step), null, 30 + 10 * random.nextDouble(), 20, 1, 0, 2, 1);
    }

    /** As a build of old wrote it. */
    static StepRecord oldStep(int step) {
        return new StepRecord(step, 0, 64, 0.1, 1.0 / step, 1.5, null, sha(step), null, 30, 20, 1, 0, 0, 0);
    }

    static Evaluation evaluation(Architecture architecture, double loss, double accuracy) {
        List<Evaluation.Activations> activations = new ArrayList<>();
        for (int module = 0; module < 2 * architecture.layers() - 1; module++) {
            activations.add(new Evaluation.Activations(
                    module % 2 == 0 ? "linear " + (module / 2 + 1) : "relu " + (module / 2 + 1),
                    0.25 * module,
                    1 + 0.1 * module,
                    Histogram.of(new float[] {-20, -1, 0, 0.5f, 3}, 5)));
        }
        return Evaluation.of(
                loss,
                400,
                new Classification(accuracy, new Confusion(List.of(List.of(190L, 10L), List.of(90L, 110L))), null),
                activations);
    }

    static Verification verification(int step, boolean agrees) {
        TensorAgreement equal = new TensorAgreement("w1", true, 0, 0, 0, 0, "-", 0, 0, 0, true);
        TensorAgreement near = new TensorAgreement(
                "w1", true, 2e-8, 1e-6, 2.3e-6, 46, "w1[379, 42]", 0.0014464298, 0.0014464084, 5.4e-4, agrees);
        return new Verification(
                step,
                List.of(
                        new Agreement("cluster", "local", true, true, "", 64, 64, List.of(equal), "", 12),
                        new Agreement(
                                "cluster",
                                "reference",
                                false,
                                true,
                                "",
                                64,
                                64,
                                List.of(near),
                                agrees ? "" : "w1 is odd",
                                4095)),
                List.of(),
                2,
                "");
    }

    /** As it is now. */
    public RunRecord record() {
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                runId,
                "2026-11-25T03:24:29.123Z",
                187,
                verdict,
                failure,
                0,
                config,
                "as requested",
                trainTable == null ? card("digits, train", 1, 50_000) : trainTable,
                !hasValidation ? null : heldOutTable == null ? card("digits, valid", 2, 10_000) : heldOutTable,
                targetNames,
                architecture,
                null,
                config.getOrDefault("train.sync", "exact").replace("every-step", "exact"),
                layout,
                new StepExecution("stage", "", 9, 1, 17, 1),
                new Environment("0.1.0", "abc1234", "17", "Linux", 2, 1L << 31),
                backend,
                null,
                executors,
                fingerprints,
                initial,
                initial,
                steps,
                epochs,
                verifications,
                model,
                heldOut,
                mistakes);
    }

    private DatasetCard card(String name, int seed, int rows) {
        return new DatasetCard(
                name,
                location,
                rows,
                rows,
                2,
                2,
                2,
                null,
                List.of(rows / 2, rows / 2),
                new Moments(0.13, 0.31),
                new Moments(0, 1),
                sha(100 + seed),
                sha(200 + seed));
    }

    /** 64 hexadecimal digits. */
    static String sha(int seed) {
        return "%064x".formatted(0xabcdef0000L + seed);
    }
}
