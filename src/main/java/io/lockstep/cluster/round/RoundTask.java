package io.lockstep.cluster.round;

import io.lockstep.block.Block;
import io.lockstep.cluster.PartitionJob;
import io.lockstep.cluster.allreduce.AllReduce;
import io.lockstep.cluster.wire.Broadcasted;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.ExampleCountException;
import io.lockstep.gradient.Fault;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Step;
import io.lockstep.train.Trainer;
import java.time.Duration;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * A task of a round: trains on its partition's blocks, as a single machine would, but that its gradients are the sums of all tasks. The first
 * rank tells the driver of each step.
 *
 * @param begin state at which the round begins
 */
record RoundTask(Round round, Broadcasted<OptimizerState> begin) implements PartitionJob.Task<Outcome> {

    @Override
    public Outcome of(Iterator<Block> mine) {
        int rank = TaskContext.getPartitionId();
        DriverPost driver = new DriverPost(round, rank, Meeting.here());
        Meeting.enter(round.key());
        try {
            PartitionBlocks blocks = new PartitionBlocks(mine);
            try (Meeting meeting = Meeting.join(round, rank, driver)) {
                return train(blocks, meeting, driver);
            }
        } catch (Throwable e) { // whatever it is
            driver.failed(e);
            throw e;
        } finally {
            Meeting.leave(round.key());
        }
    }

    private Outcome train(PartitionBlocks blocks, Meeting meeting, DriverPost driver) {
        AllReduce allReduce = meeting.allReduce();
        AllReducedGradients gradients = new AllReducedGradients(blocks, round.passes(), allReduce, meeting.names());
        try (StepReports reports = allReduce.rank() == 0 ? new StepReports(driver, gradients::end) : null) {
            return steps(meeting, gradients, reports);
        } catch (Throwable e) { // whatever it is, the others must not wait
            allReduce.abandon(String.valueOf(e));
            throw e;
        }
    }

    /** {@code reports} are the first rank's. */
    private Outcome steps(Meeting meeting, AllReducedGradients gradients, @Nullable StepReports reports) {
        gradients.from(begin.value());
        Steps steps = new Steps(gradients, reports);
        Fault fault = null;
        RuntimeException problem = null;
        try {
            new Trainer(round.plan(), gradients, round.optimizer(), round.schedule(), steps::goOn)
                    .run(begin.value(), round.steps());
        } catch (FaultException e) {
            fault = e.fault();
        } catch (DivergedException | ExampleCountException e) {
            problem = e; // in every task, so that it is no failure of this one
        } catch (ReplicaException e) { // not in every task, where only this executor has a wrong sum
            steps.finish();
            throw e;
        }
        steps.finish();
        OptimizerState state = steps.last == null ? begin.value() : steps.last.after();
        return new Outcome(
                meeting.name(),
                state.step(),
                StateDigest.of(state),
                reports != null ? steps.last : null,
                fault,
                problem);
    }

    /** What happens after each step. */
    private final class Steps {
        private final AllReducedGradients gradients;
        private final @Nullable StepReports reports; // of the first rank
        private final TaskContext task = TaskContext.get();
        private final long start = System.nanoTime();
        private long begun = start;
        private @Nullable Step last;

        Steps(AllReducedGradients gradients, @Nullable StepReports reports) {
            this.gradients = gradients;
            this.reports = reports;
        }

        boolean goOn(Step step) {
            last = step;
            gradients.from(step.after());
            if (reports != null) {
                long now = System.nanoTime();
                reports.taken(step, Duration.ofNanos(now - begun));
                begun = now;
                if (now - start >= round.longest().toNanos()) {
                    gradients.end();
                }
            }
            task.killTaskIfInterrupted();
            return step.number() < round.until() && !gradients.hasEnded();
        }

        void finish() {
            if (reports != null) {
                reports.finish();
            }
        }
    }
}
