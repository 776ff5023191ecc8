package io.lockstep.cli;

import io.lockstep.check.Checker;
import io.lockstep.check.Verification;
import io.lockstep.check.VerificationException;
import io.lockstep.cluster.AuditedGradients;
import io.lockstep.config.RunConfig;
import io.lockstep.report.ProgressEvent;
import io.lockstep.report.StepRecord;
import io.lockstep.run.Checkpoint;
import io.lockstep.run.RunFolder;
import io.lockstep.train.Step;
import java.util.function.Consumer;

/**
 * Sees every step of a run as soon as it is taken: records it, checks its gradient where the configuration says so, keeps a
 * checkpoint, and ends the training where it is to end.
 */
record TrainSteps(
        String runId,
        RunConfig config,
        RunFolder folder,
        AuditedGradients gradients,
        Checker checker,
        Interruption interruption,
        Screen screen,
        Consumer<ProgressEvent> progress)
        implements Consumer<Step> {

    @Override
    public void accept(Step step) {
        record(step);
        if (config.check().includes(step.number(), config.train().steps())) {
            check(step);
        }
        String reason = interruption.reason();
        if (reason != null || step.number() % config.run().checkpointEvery() == 0) {
            folder.add(new Checkpoint(step.number(), step.after()));
        }
        if (reason != null) {
            throw new StoppedException("%s; step %,d of %,d was the last. Go on with --run-id %s."
                    .formatted(reason, step.number(), config.train().steps(), runId));
        }
    }

    private void record(Step step) {
        StepRecord line = StepRecord.of(step, gradients.last());
        folder.add(line);
        screen.line(
                "  step %3d   loss %9.6f   |gradient| %9.6f   %5.0f ms   parameters %.12s",
                line.step(), line.loss(), line.gradientNorm(), line.milliseconds(), line.parametersSha256());
        progress.accept(new ProgressEvent.Stepped(
                runId,
                line.step(),
                config.train().steps(),
                line.loss(),
                line.gradientNorm(),
                line.milliseconds(),
                line.parametersSha256()));
    }

    private void check(Step step) {
        Verification verification = checker.verify(gradients, step.gradient(), step.before(), step.batch());
        folder.add(verification);
        if (!verification.agrees()) {
            throw new VerificationException(verification);
        }
    }
}
