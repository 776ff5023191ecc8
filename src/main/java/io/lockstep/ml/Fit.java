package io.lockstep.ml;

import io.lockstep.check.VerificationException;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.HeldOut;
import io.lockstep.cluster.table.SourceTable;
import io.lockstep.cluster.table.TableData;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.data.Sha256;
import io.lockstep.data.table.EstimatorWords;
import io.lockstep.data.table.TableChoice;
import io.lockstep.job.Connection;
import io.lockstep.job.RunEvent;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import io.lockstep.job.Stop;
import io.lockstep.job.TrainData;
import io.lockstep.job.TrainJob;
import io.lockstep.job.Verdict;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunInputs;
import io.lockstep.run.RunMemory;
import io.lockstep.run.RunStore;
import io.lockstep.run.SavedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A training on the rows of a DataFrame, in its session. */
final class Fit {
    private static final Logger LOG = LoggerFactory.getLogger(Fit.class);
    private static final RunListener LOGGED = event -> {
        if (event instanceof RunEvent.Notice notice) {
            log(notice.text());
        } else if (event instanceof RunEvent.Stalled stalled) {
            log(stalled.stall().sentence());
        }
    };

    private final FitConfig settings;
    private final Dataset<?> rows;
    private final Instant start = Instant.now();
    private final @Nullable SavedModel initial;

    /**
     * What came of it.
     *
     * @param model as a run's folder has it
     * @param summary of the training
     */
    record Trained(SavedModel model, LockstepTrainingSummary summary) {}

    private Fit(FitConfig settings, Dataset<?> rows) throws IOException {
        this.settings = settings;
        this.rows = rows;
        initial =
                initial(settings.params().getInitialModel(), rows.sparkSession().sparkContext());
    }

    /** The model that training begins with; null for new weights. */
    private static @Nullable SavedModel initial(String folder, SparkContext spark) throws IOException {
        if (folder.isEmpty()) {
            return null;
        }
        SavedModel model = SavedModel.read(ModelFolder.location(folder, spark));
        if (model.card().schema() == null) {
            throw new DataException(
                    "initialModel " + folder,
                    "a model that was trained on a column of vectors or arrays",
                    "one that was trained on images",
                    "Name another model, or leave initialModel empty.");
        }
        return model;
    }

    /**
     * Trains.
     *
     * @throws io.lockstep.data.DataException if the rows cannot be trained on
     * @throws io.lockstep.check.VerificationException if a gradient disagrees with the independent computations
     */
    static Trained of(FitConfig settings, Dataset<?> rows) {
        try {
            return new Fit(settings, rows).run();
        } catch (Exception e) { // Spark throws checked exceptions that no signature declares
            throw Fit.<RuntimeException>asItIs(inWords(Verdict.cause(e)));
        }
    }

    private static Throwable inWords(Throwable cause) {
        if (cause instanceof VerificationException difference) {
            return difference.withTable();
        }
        if (cause instanceof ConfigException) {
            return new ConfigException(EstimatorWords.of(String.valueOf(cause.getMessage())));
        }
        return cause instanceof DataException data ? EstimatorWords.of(data) : cause;
    }

    private static void log(String notice) {
        LOG.info("{}", EstimatorWords.of(notice));
    }

    private Trained run() throws Exception {
        ClusterSession session =
                ClusterSession.attach(rows.sparkSession(), Sessions.needs(settings.of(1, "")), LOG::info);
        try (Connection spark = new Connection(() -> session)) {
            spark.session();
            TableData table = session.run(() -> read(session));
            String runId = runId(table);
            RunConfig config = settings.of(table.rows(), runId);
            TrainJob job = TrainJob.of(
                    new TrainJob.Request(config, runId, start, initial),
                    TrainData.of("a DataFrame", table),
                    spark,
                    LOGGED);
            return settings.hasFolder() ? inFolder(job, runId) : inMemory(job);
        }
    }

    private TableData read(ClusterSession session) {
        List<String> columns = new ArrayList<>(List.of(settings.features(), settings.label()));
        if (!settings.weight().isEmpty()) {
            columns.add(settings.weight());
        }
        HeldOut heldOut = HeldOut.NOTHING;
        if (!settings.validation().isEmpty()) {
            columns.add(settings.validation());
            heldOut = new HeldOut.Marked(settings.validation());
        }
        Dataset<Row> used = rows.select(columns.stream()
                .map(column -> FeatureVectors.quoted(rows, column))
                .toArray(Column[]::new));
        SourceTable table = SourceTable.of("the DataFrame", used);
        TableChoice choice = settings.choice(used.schema());
        long seed = settings.params().getSeed();
        return initial == null
                ? TableData.load(session.spark(), table, choice, settings.isRegression(), heldOut, seed, Fit::log)
                : TableData.load(
                        session.spark(),
                        table,
                        Objects.requireNonNull(initial.card().schema(), "a model of a DataFrame"),
                        choice,
                        heldOut,
                        seed,
                        Fit::log);
    }

    /** The same rows and params are the same run. */
    private String runId(TableData table) {
        RunInputs inputs = RunInputs.of(settings.of(table.rows(), ""), table.card(), table.validCard(), initial);
        return "fit-"
                + new Sha256()
                        .add(inputs.toString().getBytes(StandardCharsets.UTF_8))
                        .hex()
                        .substring(0, 12);
    }

    private Trained inMemory(TrainJob job) throws Exception {
        RunMemory memory = new RunMemory();
        return trained(job.run(memory, Stop.NEVER).saved(), memory);
    }

    /** A training that is complete there is not done again. */
    private Trained inFolder(TrainJob job, String runId) throws Exception {
        Path runs = ModelFolder.location(
                settings.params().getCheckpointDir(), rows.sparkSession().sparkContext());
        try (RunFolder folder = RunFolder.open(runs, runId, job.inputs())) {
            SavedModel model = folder.isDone()
                    ? SavedModel.read(folder.path())
                    : job.run(folder, Stop.NEVER).saved();
            return trained(model, folder);
        }
    }

    private Trained trained(SavedModel model, RunStore kept) {
        return new Trained(
                model,
                new LockstepTrainingSummary(
                        kept.steps(), kept.epochs(), kept.verifications(), Duration.between(start, Instant.now())));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler is to take it for unchecked
    private static <E extends Throwable> E asItIs(Throwable failure) throws E {
        throw (E) failure;
    }
}
