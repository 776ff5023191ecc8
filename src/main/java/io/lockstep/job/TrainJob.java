package io.lockstep.job;

import io.lockstep.block.AuditPlan;
import io.lockstep.check.Checker;
import io.lockstep.check.Verification;
import io.lockstep.cluster.CancelledException;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterRounds;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.Elastic;
import io.lockstep.cluster.LayoutChange;
import io.lockstep.cluster.audit.AuditedGradients;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.config.RunConfig;
import io.lockstep.doctor.Findings;
import io.lockstep.gradient.DivergedException;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Fingerprint;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.RunRecord;
import io.lockstep.run.Checkpoint;
import io.lockstep.run.RunInputs;
import io.lockstep.run.RunStore;
import io.lockstep.run.SavedModel;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.StepRecord;
import io.lockstep.train.Stepper;
import io.lockstep.train.Trainer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Training: one run, from the data to the record. */
public final class TrainJob {
    private final Request request;
    private final RunConfig config;
    private final TrainData data;
    private final Training training;
    private final @Nullable HeldOutSet heldOut;
    private final RunListener listener;
    private final Connection spark;
    private final RunRecorder recorder = new RunRecorder();

    /**
     * What is to be trained.
     *
     * @param config says all that decides the result
     * @param runId name of the run's folder
     * @param startedAt when it was requested
     * @param initialModel that training begins with; null for that of the configuration, if it names one. Data that the caller reads must
     *     be read by its schema
     */
    public record Request(
            RunConfig config,
            String runId,
            Instant startedAt,
            @Nullable SavedModel initialModel) {

        public Request(RunConfig config, String runId, Instant startedAt) {
            this(config, runId, startedAt, null);
        }

        private @Nullable SavedModel initial() {
            return initialModel == null ? WarmStart.of(config) : initialModel;
        }
    }

    /**
     * What came of it.
     *
     * @param last state after the last step that was taken
     * @param steps of the whole training, unless it ended early
     * @param bestStep whose evaluation was best; 0 where there was none
     * @param model what is kept, with its evaluation on the validation set
     * @param saved the same as it is saved: parameters and model card
     * @param record of the run
     */
    public record Result(
            OptimizerState last, int steps, int bestStep, KeptModel model, SavedModel saved, RunRecord record) {

        /** All steps, those of earlier attempts too. */
        public List<StepRecord> records() {
            return record.steps();
        }

        /** The evaluations after an epoch. */
        public List<EpochRecord> epochs() {
            return record.epochs();
        }

        /** Those of the checked steps. */
        public List<Verification> verifications() {
            return record.verifications();
        }
    }

    /** What training leads to, before its record is written. */
    private record Trained(OptimizerState last, int bestStep, KeptModel model, SavedModel saved) {}

    private TrainJob(
            Request request, TrainData data, @Nullable SavedModel initial, Connection spark, RunListener listener) {
        this.request = request;
        this.config = request.config;
        this.data = data;
        this.listener = recorder.then(listener);
        this.spark = spark;
        training = Training.of(config, data.train(), initial);
        heldOut = HeldOutSet.of(data, config);
    }

    /**
     * Finds and reads the data. Nothing is written.
     *
     * @param spark connects when Spark is needed; the caller closes it
     * @throws io.lockstep.data.DataException if there is none, or it is damaged
     * @throws io.lockstep.config.ConfigException if the network or the blocks do not fit it
     */
    public static TrainJob prepare(Request request, Connection spark, RunListener listener) {
        SavedModel initial = request.initial();
        TrainData data = TrainData.open(request.config, initial, spark, listener);
        return new TrainJob(request, data, initial, spark, listener);
    }

    /**
     * Training on data that the caller has read; what the configuration says of a source counts for nothing.
     *
     * @param spark connects when Spark is needed; the caller closes it
     * @throws io.lockstep.config.ConfigException if the network or the blocks do not fit the data
     */
    public static TrainJob of(Request request, TrainData data, Connection spark, RunListener listener) {
        SavedModel initial = request.initial();
        if (initial != null) {
            WarmStart.requireKind(initial, data.train().schema() != null, request.config);
        }
        return new TrainJob(request, data, initial, spark, listener);
    }

    /** What decides the run's result: with the same it resumes, with others it is refused. */
    public RunInputs inputs() {
        return RunInputs.of(config, data.train().card(), data.validCard(), training.initialModel());
    }

    /** The state before the first step. */
    public OptimizerState initial() {
        return training.initial();
    }

    /**
     * Looks whether Spark gives what the run needs; nothing is trained or written.
     *
     * @return what was found, no problem among it
     * @throws ResourceException if something is missing
     */
    public Findings rehearse() {
        return Rehearsal.of(training, probe(), spark, listener);
    }

    /**
     * Trains, checks and evaluates. Whatever ends the run, an executor's failure or a signal, its record is written; a run that succeeds is
     * committed.
     *
     * @param store keeps what happens: the run's folder, or memory
     */
    public Result run(RunStore store, Stop stop) throws Exception {
        try {
            Trained trained = train(store, stop);
            RunRecord record = recorder.record(request, data, training, store, null);
            store.write(record);
            store.commit();
            stop.ended(Verdict.OK);
            return new Result(trained.last, training.steps(), trained.bestStep, trained.model, trained.saved, record);
        } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
            Throwable cause = cause(e, stop, store);
            stop.ended(Verdict.of(cause));
            try {
                store.write(recorder.record(request, data, training, store, cause));
                listener.on(new RunEvent.RunFailed(store.path(), Verdict.of(cause)));
            } catch (RuntimeException second) { // where nothing more can be written, the first failure matters
                e.addSuppressed(second);
            }
            if (cause instanceof StoppedException stopped) {
                throw stopped;
            }
            throw e;
        }
    }

    /** What made the run fail, in words: that it was stopped, where it was and the failure has no words of its own. */
    private static Throwable cause(Throwable failure, Stop stop, RunStore store) {
        Throwable cause = Verdict.cause(failure);
        String reason = stop.reason();
        return reason != null
                        && (Verdict.of(cause) == Verdict.INTERNAL
                                || cause instanceof ResourceException
                                || cause instanceof CancelledException)
                ? new StoppedException(reason + "; the current step was abandoned."
                        + (store.path() == null ? "" : " Run the same command again to resume."))
                : cause;
    }

    private Trained train(RunStore store, Stop stop) {
        try (ClusterSession session = spark.session()) {
            stop.toGiveUpTheStep(session::cancel);
            try {
                return session.run(() -> train(session, store, stop));
            } catch (DivergedException e) {
                throw e.after(store.lastCheckpoint(training.initial()));
            } finally {
                recorder.executors(session.executors());
            }
        }
    }

    private Trained train(ClusterSession session, RunStore store, Stop stop) {
        int partitions = Sessions.partitions(session, config);
        Machine machine = Machine.of(session, training.work(partitions, probe()), listener);
        try (ClusterBlocks blocks = training.blocks(session, partitions)
                        .requiring(machine.sameBits())
                        .preparedFor(machine.plan());
                ClusterBlocks validation = heldOut == null ? null : heldOut.blocks(session, partitions, machine);
                Elastic elastic = Elastic.of(session, training.isElastic(), blocks, validation, this::changeOfLayout)) {
            OptimizerState initial = training.initial();
            measureActivations(blocks, initial.parameters(), machine);
            OptimizerState begin = begin(store, initial, machine).state();
            AuditedGradients gradients = new AuditedGradients(
                    new ClusterGradients(blocks, machine.plan()),
                    new AuditPlan(config.run().seed(), config.check().audit()));
            TrainSteps steps = new TrainSteps(
                    request.runId,
                    training,
                    store,
                    gradients,
                    checker(session, machine, blocks),
                    validation == null
                            ? null
                            : parameters -> validation.evaluate(parameters, machine.plan(), training.targetUnits()),
                    stop,
                    RunListener.keepingIn(store).then(listener));
            Stepper stepper = config.train().sync().isExact()
                    ? training.rounds(session, blocks, elastic, gradients, new RoundEvents(request.runId, listener))
                    : session.stalls()
                            .watching(training.localSteps(
                                    new ClusterRounds(blocks, machine.plan(), training.optimizer())));
            session.stalls().tell(stall -> listener.on(new RunEvent.Stalled(request.runId, stall)));
            OptimizerState last = steps.stopping().isOver() // an earlier attempt may have come so far
                    ? begin
                    : new Trainer(stepper, steps).run(begin, training.steps());
            KeptModel model = KeptModel.of(training, store, last, steps.stopping(), validation, machine.pass());
            recorder.kept(model);
            SavedModel saved = model.saved(request.runId, training, data, machine.pass());
            store.write(saved);
            return new Trained(last, steps.stopping().bestStep(), model, saved);
        }
    }

    private void changeOfLayout(LayoutChange change) {
        listener.on(new RunEvent.LayoutChanged(request.runId, change));
    }

    private Checker checker(ClusterSession session, Machine machine, ClusterBlocks blocks) {
        return Opinions.of(
                        config.check().against(),
                        data.train().onDriver(blocks),
                        training.plan(),
                        session,
                        machine.plan(),
                        data.train().isWeighted(),
                        blocks.partitions(),
                        config.run().seed(),
                        listener)
                .checker(config.check().rows());
    }

    private ProbeBlocks probe() {
        return heldOut == null
                ? ProbeBlocks.of(training.architecture(), training.plan())
                : ProbeBlocks.of(training.architecture(), training.plan(), heldOut.plan());
    }

    private void measureActivations(ClusterBlocks blocks, Parameters initial, Machine machine) {
        listener.on(
                new RunEvent.ActivationsMeasured(data.train().card(), Statistics.of(blocks, initial, machine.plan())));
    }

    /** The initial state, or where an earlier attempt at this run came to. */
    private Checkpoint begin(RunStore store, OptimizerState initial, Machine machine) {
        Checkpoint begin = store.resume(initial, listener::notice);
        if (machine.sameBits() != null) {
            machine.sameBits()
                    .requireOfEarlierAttempt(store.noted(
                            "fingerprint.json", begin, machine.sameBits().expected(), Fingerprint.class));
        }
        listener.on(new RunEvent.TrainingBegun(request.runId, training, begin.step(), store.path()));
        return begin;
    }
}
