package io.lockstep.job;

import io.lockstep.check.Checker;
import io.lockstep.check.Verification;
import io.lockstep.check.VerificationException;
import io.lockstep.config.Keep;
import io.lockstep.config.Monitor;
import io.lockstep.config.RunConfig;
import io.lockstep.gradient.GradientSource;
import io.lockstep.metric.Classification;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Parameters;
import io.lockstep.report.EpochRecord;
import io.lockstep.run.Checkpoint;
import io.lockstep.run.RunStore;
import io.lockstep.train.EarlyStopping;
import io.lockstep.train.Step;
import io.lockstep.train.StepObserver;
import io.lockstep.train.StepRecord;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sees every step of a run as soon as it is taken: tells of it, evaluates the network where an epoch ends, checks the gradient where the
 * configuration says so, keeps a checkpoint, and decides whether training continues.
 */
final class TrainSteps implements StepObserver {
    private final String runId;
    private final Training training;
    private final RunConfig config;
    private final RunStore store;
    private final GradientSource gradients;
    private final Checker checker;
    private final @Nullable Function<Parameters, Evaluation> heldOut;
    private final Stop stop;
    private final RunListener listener;
    private final EarlyStopping stopping;
    private final EpochLoss trainingLoss = new EpochLoss();

    TrainSteps(
            String runId,
            Training training,
            RunStore store,
            GradientSource gradients,
            Checker checker,
            @Nullable Function<Parameters, Evaluation> heldOut,
            Stop stop,
            RunListener listener) {
        this.runId = runId;
        this.training = training;
        this.config = training.config();
        this.store = store;
        this.gradients = gradients;
        this.checker = checker;
        this.heldOut = heldOut;
        this.stop = stop;
        this.listener = listener;
        stopping = new EarlyStopping(config.train().patience(), config.train().tolerance());
        if (heldOut == null) {
            for (StepRecord step : store.steps()) {
                trainingLoss.add(step);
                isBest(step.step(), step.epoch());
            }
        } else {
            store.epochs().forEach(epoch -> stopping.isBest(epoch.step(), score(epoch.heldOut())));
        }
    }

    /** Which evaluation was best, and whether training has stopped early. */
    EarlyStopping stopping() {
        return stopping;
    }

    @Override
    public boolean taken(StepRecord step) {
        listener.on(new RunEvent.StepTaken(runId, step, training.steps()));
        trainingLoss.add(step);
        return stop.reason() == null;
    }

    @Override
    public int until(int first, int steps) {
        int step = first;
        while (step < steps && !isDue(step, steps)) {
            step++;
        }
        return step;
    }

    /** Whether this step's states are needed. */
    private boolean isDue(int step, int steps) {
        return isEvaluated(step, training.plan().epoch(step))
                || config.check().includes(step, steps)
                || step % config.run().checkpointEvery() == 0;
    }

    @Override
    public boolean reached(Step step) {
        int steps = training.steps();
        if (heldOut != null) {
            if (isEvaluated(step.number(), step.epoch())) {
                evaluate(heldOut, step);
            }
        } else if (isBest(step.number(), step.epoch()) && config.train().keep() == Keep.BEST) {
            store.addBest(
                    new Checkpoint(step.after())); // before a checkpoint from which the step would not be taken again
        }
        boolean goesOn = step.number() < steps && !stopping.isOver();
        if (config.check().includes(step.number(), goesOn ? steps : step.number())) {
            check(step);
        }
        String reason = stop.reason();
        if (reason != null || step.number() % config.run().checkpointEvery() == 0) {
            store.add(new Checkpoint(step.after()), config.run().keepCheckpoints());
        }
        if (reason != null) {
            String stopped = "%s; the run stopped after step %,d of %,d.".formatted(reason, step.number(), steps);
            throw new StoppedException(
                    store.path() == null ? stopped : stopped + " Resume it with --run-id %s.".formatted(runId));
        }
        return goesOn;
    }

    private boolean isEvaluated(int step, int epoch) {
        int every = config.train().evaluateEvery();
        return every > 0 && training.plan().endsEpoch(step) && epoch % every == 0;
    }

    /** Without a validation set, the training loss decides at the end of the same epochs. */
    private boolean isBest(int step, int epoch) {
        return isEvaluated(step, epoch) && stopping.isBest(step, trainingLoss.mean());
    }

    private void evaluate(Function<Parameters, Evaluation> heldOut, Step step) {
        long start = System.nanoTime();
        Evaluation evaluation = heldOut.apply(step.after().parameters());
        double milliseconds = (System.nanoTime() - start) / 1e6;
        if (stopping.isBest(step.number(), score(evaluation))) {
            store.addBest(new Checkpoint(step.after())); // before the record that says so
        }
        listener.on(new RunEvent.Evaluated(
                runId,
                EpochRecord.of(step.epoch(), step.number(), step.after().parameters(), evaluation, milliseconds)));
    }

    private double score(Evaluation evaluation) {
        return config.train().monitor() == Monitor.ACCURACY && evaluation.quality() instanceof Classification classes
                ? -classes.accuracy()
                : evaluation.loss(); // a regression has no other, see Monitor.requireFits
    }

    private void check(Step step) {
        Verification verification = checker.verify(gradients, step.gradient(), step.before(), step.batch());
        listener.on(new RunEvent.Verified(verification));
        if (!verification.agrees()) {
            throw new VerificationException(verification);
        }
    }
}
