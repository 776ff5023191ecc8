package io.lockstep.cli;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.BlockPlan;
import io.lockstep.check.Checker;
import io.lockstep.check.Verification;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterRounds;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.PassChoice;
import io.lockstep.cluster.audit.AuditedGradients;
import io.lockstep.cluster.bits.Fingerprint;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.config.RunConfig;
import io.lockstep.doctor.Examination;
import io.lockstep.doctor.Finding;
import io.lockstep.doctor.Findings;
import io.lockstep.doctor.HostReport;
import io.lockstep.gradient.DivergedException;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.Environment;
import io.lockstep.report.ProgressEvent;
import io.lockstep.report.RunRecord;
import io.lockstep.run.Checkpoint;
import io.lockstep.run.RunFolder;
import io.lockstep.run.SavedModel;
import io.lockstep.train.OptimizerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of {@code train}, from the data to the record. */
final class TrainRun {
    private final RunConfig config;
    private final String id;
    private final Instant start;
    private final Screen screen;
    private final Consumer<ProgressEvent> progress;
    private final TrainData data;
    private final Training training;
    private final BlockPlan heldOutPlan;

    private int resumedAfter;
    private RunRecord.@Nullable Layout layout;
    private @Nullable PassChoice choice;
    private List<ExecutorDescription> executors = List.of();
    private List<Fingerprints.Taken> fingerprints = List.of();
    private @Nullable SameBits sameBits;
    private @Nullable Statistics statistics;
    private @Nullable KeptModel kept;

    /** A run on this data, which has been read and checked; nothing has been written. */
    TrainRun(
            RunConfig config,
            String id,
            Instant start,
            Screen screen,
            Consumer<ProgressEvent> progress,
            TrainData data) {
        this.config = config;
        this.id = id;
        this.start = start;
        this.screen = screen;
        this.progress = progress;
        this.data = data;
        training = Training.of(config, data.examples(), data.card());
        heldOutPlan = new BlockPlan(data.heldOut().rows(), config.block().rows());
    }

    /**
     * Starts Spark, and looks whether it gives what the run needs; nothing is computed or written.
     *
     * @throws ResourceException if it does not
     */
    void rehearse() {
        Findings findings = new Findings();
        Examination examination = new Examination(config, findings);
        HostReport driver = HostReport.look(config).look("");
        examination.driver(driver);
        examination.output(config.run().folder());
        try (ClusterSession session = Sessions.open("Lockstep dry run " + id, config)) {
            session.run(() -> {
                describe(session, Sessions.partitions(session, config), training.choose(session));
                examination.cluster(session, driver);
                examination.memory(session, driver, architecture());
                examination.bits(session, probe(), training.onCpu());
                return findings;
            });
        }
        screen.findings(findings.all());
        for (Finding problem : findings.problems()) {
            throw new ResourceException(problem.what() + ". " + problem.remedy());
        }
    }

    /** Trains, checks and evaluates on Spark; leaves the steps and the model in the folder. */
    void train(RunFolder folder, Interruption interruption) {
        try (ClusterSession session = Sessions.open("Lockstep train " + id, config)) {
            interruption.toGiveUpTheStep(session::cancel);
            try {
                folder.write(session.run(() -> train(session, folder, interruption)));
            } catch (DivergedException e) {
                throw e.after(folder.lastCheckpoint(training.initial()));
            } finally {
                executors = session.executors();
            }
        }
    }

    private SavedModel train(ClusterSession session, RunFolder folder, Interruption interruption) {
        int partitions = Sessions.partitions(session, config);
        PassChoice pass = training.choose(session);
        PassPlan passPlan = pass.plan();
        describe(session, partitions, pass);
        requireSameBits(session, passPlan);
        OptimizerState initial = training.initial();
        try (ClusterBlocks blocks = training.blocks(session, partitions).requiring(sameBits);
                ClusterBlocks heldOutBlocks = ClusterBlocks.of(session.spark(), data.heldOut(), heldOutPlan, partitions)
                        .requiring(sameBits)) {
            showStatistics(blocks, initial.parameters(), passPlan);
            Checkpoint begin = begin(folder, initial);
            AuditedGradients gradients = new AuditedGradients(
                    new ClusterGradients(blocks, passPlan),
                    new AuditPlan(config.run().seed(), config.check().audit()));
            TrainSteps steps = new TrainSteps(
                    id,
                    training,
                    folder,
                    gradients,
                    checker(session, passPlan, partitions),
                    parameters -> heldOutBlocks.evaluate(parameters, passPlan),
                    interruption,
                    screen,
                    progress);
            OptimizerState last = begin.state();
            if (!steps.stopping().isOver()) { // an earlier attempt may have come so far
                last = config.train().sync().isExact()
                        ? training.trainer(gradients, steps).run(last, training.steps())
                        : training.localTrainer(new ClusterRounds(blocks, passPlan, training.optimizer()), steps)
                                .run(last, training.steps());
            }
            showVerification(folder.verifications());
            if (config.check().audit() > 0) {
                screen.audit(folder.steps());
            }
            if (last.step() < training.steps()) {
                screen.heading("Ended early, after step %,d of %,d: no better since step %,d"
                        .formatted(
                                last.step(), training.steps(), steps.stopping().bestStep()));
            }
            KeptModel model = KeptModel.of(training, folder, last, steps.stopping(), heldOutBlocks, pass);
            kept = model;
            screen.heading(model.summary());
            return model.saved(id, training, data, pass);
        }
    }

    private Checker checker(ClusterSession session, PassPlan passPlan, int partitions) {
        return Opinions.of(
                        config.check().against(),
                        data.examples(),
                        training.plan(),
                        session,
                        passPlan,
                        partitions,
                        config.run().seed())
                .checker(config.check().rows());
    }

    /** What computes and how the work is spread, shown and noted for the record. */
    private void describe(ClusterSession session, int partitions, PassChoice pass) {
        choice = pass;
        layout = training.show(screen, session, pass, partitions);
    }

    /** Compares how all compute, shown and noted for the record; whoever comes later is held to it. */
    private void requireSameBits(ClusterSession session, PassPlan passPlan) {
        ProbeBlocks probe = probe();
        Fingerprints found =
                session.fingerprints(probe, passPlan, config.check().asksLocal());
        fingerprints = found.taken();
        sameBits = Sessions.held(config.cluster().mixed(), probe, found, screen);
    }

    private ProbeBlocks probe() {
        return ProbeBlocks.of(architecture(), training.plan(), heldOutPlan);
    }

    private void showStatistics(ClusterBlocks blocks, Parameters initial, PassPlan passPlan) {
        statistics = Statistics.of(blocks, initial, passPlan);
        screen.heading("Mean and deviation before and after standardising, at the initial weights");
        screen.statistics(data.card(), statistics);
    }

    /** The initial state, or where an earlier attempt at this run came to. */
    private Checkpoint begin(RunFolder folder, OptimizerState initial) {
        screen.heading("Training: " + training.summary());
        Checkpoint begin = folder.resume(initial, damage -> screen.line("  %s", damage));
        resumedAfter = begin.step();
        if (sameBits != null) {
            sameBits.requireOfEarlierAttempt(
                    folder.noted("fingerprint.json", begin, sameBits.expected(), Fingerprint.class));
        }
        if (resumedAfter > 0) {
            screen.line("  going on after step %,d, from its checkpoint", resumedAfter);
        }
        if (!config.train().sync().isExact()) {
            screen.line(
                    config.cluster().partitions() == 1
                            ? "  %s on one partition: the steps are exact, but no gradient is checked"
                            : "  NOT EXACT: %s. Partitions train by themselves; the result depends on their number",
                    config.train().sync());
        }
        progress.accept(new ProgressEvent.Started(
                id,
                training.steps(),
                resumedAfter,
                folder.path().toAbsolutePath().toString()));
        return begin;
    }

    private void showVerification(List<Verification> verifications) {
        if (verifications.isEmpty()) {
            screen.heading("Agreement: not checked, as configured");
            return;
        }
        Verification last = verifications.get(verifications.size() - 1);
        screen.heading("Agreement of the gradient of step %d%s"
                .formatted(
                        last.step(),
                        verifications.size() == 1 ? "" : ", the last of %,d checked".formatted(verifications.size())));
        screen.verification(last);
    }

    /** Writes {@code run.json}, of a run that failed as well. */
    void writeRecord(RunFolder folder, @Nullable Throwable failure) {
        folder.write(new RunRecord(
                RunRecord.SCHEMA_VERSION,
                id,
                start.toString(),
                seconds(),
                failure == null ? ExitCode.OK.word() : ExitCode.of(failure).word(),
                failure == null ? null : CommandLines.message(failure),
                resumedAfter,
                choice == null ? config.effective() : choice.inEffect(config.effective()),
                data.note(),
                data.card(),
                data.heldOutCard(),
                architecture(),
                training.gradients(),
                layout,
                Environment.detect(),
                choice == null ? null : choice.backend(),
                choice == null || choice.reason().isEmpty() ? null : choice.reason(),
                executors,
                fingerprints,
                statistics == null ? null : statistics.before(),
                statistics == null ? null : statistics.after(),
                folder.steps(),
                folder.epochs(),
                folder.verifications(),
                kept == null ? null : kept.record(),
                kept == null ? null : kept.heldOut(),
                kept == null ? List.of() : kept.mistakes()));
    }

    /** The state before the first step. */
    OptimizerState initial() {
        return training.initial();
    }

    /** What is trained. */
    Architecture architecture() {
        return training.architecture();
    }

    /** The last lines: how long it took and where everything is. */
    void printFiles(RunFolder folder) {
        screen.heading("Done in %.1f s; report.html, run.json, steps.jsonl, model/ and lockstep.log are in"
                .formatted(seconds()));
        screen.line("  %s", folder.path());
    }

    private double seconds() {
        return Duration.between(start, Instant.now()).toMillis() / 1e3;
    }
}
