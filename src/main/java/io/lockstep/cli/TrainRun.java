package io.lockstep.cli;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.check.Checker;
import io.lockstep.check.Verification;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.ExecutorDescription;
import io.lockstep.cluster.PassChoice;
import io.lockstep.cluster.ResourceException;
import io.lockstep.config.Opinion;
import io.lockstep.config.RunConfig;
import io.lockstep.doctor.Examination;
import io.lockstep.doctor.Finding;
import io.lockstep.doctor.Findings;
import io.lockstep.doctor.HostReport;
import io.lockstep.network.Architecture;
import io.lockstep.network.Evaluation;
import io.lockstep.network.Parameters;
import io.lockstep.network.PassPlan;
import io.lockstep.report.Environment;
import io.lockstep.report.ProgressEvent;
import io.lockstep.report.RunRecord;
import io.lockstep.run.Checkpoint;
import io.lockstep.run.RunFolder;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Trainer;
import java.nio.file.Path;
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
    private final Architecture architecture;
    private final PassPlan onCpu;
    private final BlockPlan plan;

    private int resumedAfter;
    private RunRecord.@Nullable Layout layout;
    private @Nullable PassChoice choice;
    private List<ExecutorDescription> executors = List.of();
    private @Nullable Statistics statistics;
    private @Nullable Evaluation heldOut;

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
        architecture = Architectures.of(
                "network.layers",
                config.network().layers(),
                config.network().activation(),
                config.network().loss(),
                data.examples().columns(),
                data.examples().classes());
        onCpu = new PassPlan(config.compute().kernel(), data.card().standardizer());
        Architectures.requireRoom("block.rows", architecture, config.block().rows());
        plan = new BlockPlan(data.card().rows(), config.block().rows());
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
        examination.output(Path.of(config.run().output()));
        try (ClusterSession session = Sessions.open("Lockstep dry run " + id, config)) {
            session.run(() -> {
                describe(
                        session,
                        partitions(session),
                        session.choose(onCpu, config.compute().backend()));
                examination.cluster(session, driver);
                examination.memory(session, driver, architecture);
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
                Parameters trained = session.run(() -> train(session, folder, interruption));
                folder.writeModel(trained);
            } finally {
                executors = session.executors();
            }
        }
    }

    private Parameters train(ClusterSession session, RunFolder folder, Interruption interruption) {
        int partitions = partitions(session);
        PassChoice pass = session.choose(onCpu, config.compute().backend());
        PassPlan passPlan = pass.plan();
        describe(session, partitions, pass);
        Parameters initial = Parameters.initial(
                architecture, config.network().init(), config.run().seed());
        try (ClusterBlocks blocks = ClusterBlocks.of(session.spark(), data.examples(), plan, partitions)) {
            showStatistics(blocks, initial, passPlan);
            Checkpoint begin = begin(folder, initial);
            Trainer trainer = new Trainer(
                    plan,
                    new ClusterGradients(blocks, passPlan),
                    new GradientDescent(),
                    new Schedule.Constant(config.train().learningRate()),
                    new TrainSteps(id, config, folder, checker(session, passPlan), interruption, screen, progress));
            Parameters trained = trainer.run(
                            new OptimizerState(begin.parameters(), List.of(), begin.step()),
                            config.train().steps())
                    .parameters();
            showVerification(folder.verifications());
            evaluate(session, trained, partitions, passPlan);
            return trained;
        }
    }

    private int partitions(ClusterSession session) {
        return config.cluster().partitions() == 0
                ? session.slots()
                : config.cluster().partitions();
    }

    /** What computes and how the work is spread, shown and noted for the record. */
    private void describe(ClusterSession session, int partitions, PassChoice pass) {
        choice = pass;
        ClusterSession.Description spark = session.describe();
        layout = new RunRecord.Layout(
                spark.version(),
                spark.master(),
                spark.applicationId(),
                spark.slots(),
                partitions,
                plan.blockCount(),
                plan.blockRows());
        screen.heading("Machine");
        screen.machine(pass, spark, partitions, plan.blockCount(), plan.blockRows());
        screen.network(
                architecture,
                "%s, seed %d".formatted(config.network().init(), config.run().seed()));
    }

    private void showStatistics(ClusterBlocks blocks, Parameters initial, PassPlan passPlan) {
        statistics = Statistics.of(blocks, initial, passPlan);
        screen.heading("Mean and deviation before and after standardising, at the initial weights");
        screen.statistics(data.card(), statistics);
    }

    /** The initial parameters, or where an earlier attempt at this run came to. */
    private Checkpoint begin(RunFolder folder, Parameters initial) {
        screen.heading("Training: %,d steps of full-batch gradient descent, learning rate %s"
                .formatted(config.train().steps(), config.train().learningRate()));
        Checkpoint begin = folder.resume(initial, damage -> screen.line("  %s", damage));
        resumedAfter = begin.step();
        if (resumedAfter > 0) {
            screen.line("  going on after step %,d, from its checkpoint", resumedAfter);
        }
        progress.accept(new ProgressEvent.Started(
                id,
                config.train().steps(),
                resumedAfter,
                folder.path().toAbsolutePath().toString()));
        return begin;
    }

    private Checker checker(ClusterSession session, PassPlan passPlan) {
        boolean local = config.check().against().contains(Opinion.LOCAL);
        return new Checker(
                BlockReader.all(data.examples(), plan),
                local ? session.onDriver(passPlan) : passPlan,
                local,
                config.check().against().contains(Opinion.REFERENCE));
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

    private void evaluate(ClusterSession session, Parameters trained, int partitions, PassPlan passPlan) {
        BlockPlan heldOutPlan =
                new BlockPlan(data.heldOut().rows(), config.block().rows());
        try (ClusterBlocks blocks = ClusterBlocks.of(session.spark(), data.heldOut(), heldOutPlan, partitions)) {
            Evaluation evaluation = Evaluation.of(architecture, blocks.forward(trained, passPlan));
            heldOut = evaluation;
            screen.heading("Held out: loss %.6f, accuracy %.2f %% of %,d examples"
                    .formatted(evaluation.loss(), 100 * evaluation.accuracy(), evaluation.exampleCount()));
        }
    }

    /** Writes {@code run.json}, of a run that failed as well. */
    void writeRecord(RunFolder folder, @Nullable Throwable failure) {
        folder.write(new RunRecord(
                2,
                id,
                start.toString(),
                seconds(),
                failure == null ? ExitCode.OK.word() : ExitCode.of(failure).word(),
                failure == null ? null : CommandLines.message(failure),
                resumedAfter,
                config.effective(),
                data.note(),
                data.card(),
                data.heldOutCard(),
                architecture,
                layout,
                Environment.detect(),
                choice == null ? null : choice.backend(),
                choice == null || choice.reason().isEmpty() ? null : choice.reason(),
                executors,
                statistics == null ? null : statistics.before(),
                statistics == null ? null : statistics.after(),
                folder.steps(),
                folder.verifications(),
                heldOut));
    }

    /** What is trained. */
    Architecture architecture() {
        return architecture;
    }

    /** The last lines: how long it took and where everything is. */
    void printFiles(RunFolder folder) {
        screen.heading("Done in %.1f s; run.json, steps.jsonl, model/ and lockstep.log are in".formatted(seconds()));
        screen.line("  %s", folder.path());
    }

    private double seconds() {
        return Duration.between(start, Instant.now()).toMillis() / 1e3;
    }
}
