package io.lockstep.job;

import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.data.table.TableSchema;
import io.lockstep.report.Environment;
import io.lockstep.report.MistakeRecord;
import io.lockstep.report.RunRecord;
import io.lockstep.report.StepExecution;
import io.lockstep.report.TargetNames;
import io.lockstep.run.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a run's record contains while it happens, so that a run that fails has a record, too. Steps, evaluations and verifications
 * are read from where the run keeps them: a folder has those of earlier attempts, too.
 */
final class RunRecorder implements RunListener {
    private int resumedAfter;
    private StepExecution execution = StepExecution.NONE;
    private RunEvent.@Nullable MachineChosen machine;
    private List<RunRecord.Computing> fingerprints = List.of();
    private @Nullable Statistics statistics;
    private List<RunRecord.Executor> executors = List.of();
    private @Nullable KeptModel kept;

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.MachineChosen chosen) {
            machine = chosen;
        } else if (event instanceof RunEvent.BitsCompared compared) {
            fingerprints = computing(compared.fingerprints());
        } else if (event instanceof RunEvent.ActivationsMeasured measured) {
            statistics = measured.statistics();
        } else if (event instanceof RunEvent.TrainingBegun begun) {
            resumedAfter = begun.resumedAfter();
        } else if (event instanceof RunEvent.StepsChosen chosen) {
            execution = execution.as(chosen.stage() ? "stage" : "job", chosen.reason());
        } else if (event instanceof RunEvent.RoundBegun) {
            execution = execution.andRound();
        } else if (event instanceof RunEvent.RoundLost lost) {
            execution = execution.andLoss(lost.lostSteps());
        } else if (event instanceof RunEvent.LayoutChanged) {
            execution = execution.andLayoutChange();
        }
    }

    /** The executors that took part. */
    void executors(List<ExecutorDescription> all) {
        executors = all.stream()
                .map(each -> new RunRecord.Executor(each.id(), each.host(), each.cores(), each.gpus(), each.lost()))
                .toList();
    }

    /** The model that the run keeps. */
    void kept(KeptModel model) {
        kept = model;
    }

    private static List<RunRecord.Computing> computing(Fingerprints fingerprints) {
        return fingerprints.taken().stream()
                .map(each -> new RunRecord.Computing(each.where(), each.host(), each.fingerprint()))
                .toList();
    }

    /** The record of a run that ends now; {@code failure} is null where it succeeded. */
    RunRecord record(
            TrainJob.Request request, TrainData data, Training training, RunStore store, @Nullable Throwable failure) {
        RunEvent.MachineChosen used = machine;
        TableSchema schema = data.train().schema();
        TableSchema.Target target = data.train().target();
        SortedMap<String, String> config = request.config().effective();
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                request.runId(),
                request.startedAt().toString(),
                Duration.between(request.startedAt(), Instant.now()).toMillis() / 1e3,
                failure == null ? Verdict.OK.word() : Verdict.of(failure).word(),
                failure == null ? null : Verdict.message(failure),
                resumedAfter,
                used == null ? config : used.pass().inEffect(config),
                data.note(),
                data.train().card(),
                data.validCard(),
                target == null ? null : TargetNames.of(target).names(),
                training.architecture(),
                training.initialModel() == null
                        ? null
                        : training.initialModel().card().parametersSha256(),
                training.gradients(),
                used == null ? null : used.layout(),
                execution.equals(StepExecution.NONE) ? null : execution,
                Environment.detect(),
                used == null ? null : used.pass().backend(),
                used == null || used.pass().reason().isEmpty()
                        ? null
                        : used.pass().reason(),
                executors,
                fingerprints,
                statistics == null ? null : statistics.before(),
                statistics == null ? null : statistics.after(),
                store.steps(),
                store.epochs(),
                store.verifications(),
                kept == null ? null : kept.record(),
                kept == null ? null : kept.heldOut(),
                kept == null
                        ? List.of()
                        : kept.mistakes().stream()
                                .map(mistake -> MistakeRecord.of(mistake, schema))
                                .toList());
    }
}
