package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cluster.table.ColumnChoice;
import io.lockstep.config.RunConfig;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.ModelEvaluation;
import io.lockstep.run.RunFolder;
import io.lockstep.run.SavedModel;
import io.lockstep.train.StepRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs on tables, in one Spark.
 *
 * @param spark for all of them
 * @param output their folder
 */
record TableRuns(SharedSpark spark, Path output) {
    /** Small mini-batches, and an optimizer with a memory. */
    private static final Map<String, String> SETTINGS = Map.of(
            "data.missing", "mean",
            "network.hidden", "6",
            "block.rows", "16",
            "batch.blocks", "5",
            "train.epochs", "2",
            "train.learning-rate", "0.02",
            "optimizer.name", "adamw",
            "schedule.name", "one-cycle",
            "run.checkpoint-every", "2",
            "check.every", "off");

    /** What a run leaves, of which every bit must be the same. */
    record Left(List<String> steps, List<EpochRecord> epochs, String model) {
        private static Left of(TrainJob.Result result, RunFolder folder) {
            return new Left(
                    result.records().stream().map(Left::bits).toList(),
                    folder.epochs().stream()
                            .map(epoch -> new EpochRecord(
                                    epoch.epoch(), epoch.step(), epoch.heldOut(), epoch.parameters(), 0))
                            .toList(),
                    result.last().parameters().sha256());
        }

        private static String bits(StepRecord step) {
            return "%d %s %s".formatted(step.step(), step.loss(), step.parametersSha256());
        }
    }

    RunConfig config(Path source, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(more);
        settings.put("data.source", source.toString());
        settings.put("run.output", output.toString());
        return RunConfig.load(null, settings);
    }

    /** Trains, or resumes. What the listener throws is what a failing machine would do. */
    Left train(String id, RunConfig config, RunListener listener) throws Exception {
        try (Connection connection = spark.connection(config)) {
            TrainJob job = TrainJob.prepare(new TrainJob.Request(config, id, Instant.now()), connection, listener);
            try (RunFolder folder = RunFolder.open(output, id, job.inputs())) {
                TrainJob.Result result = job.run(folder, Stop.NEVER);
                assertThat(result.verifications()).allMatch(each -> each.agrees());
                return Left.of(result, folder);
            }
        }
    }

    /** The model of a run, with keys for its use. */
    ChosenModel model(String id, Map<String, String> keys) throws IOException {
        SavedModel model = SavedModel.read(output.resolve(id));
        Map<String, String> settings = new HashMap<>(keys);
        settings.put("block.rows", model.card().config().get("block.rows"));
        return new ChosenModel(output.resolve(id), model, RunConfig.load(null, settings));
    }

    ModelEvaluation evaluate(ChosenModel model, Path source, RunListener listener) {
        EvaluateJob job = EvaluateJob.prepare(
                new EvaluateJob.Request(model, source.toString(), null, ColumnChoice.NONE), listener);
        try (Connection connection = spark.connection(model.config())) {
            return connection.session().run(() -> job.on(connection.session()));
        }
    }
}
