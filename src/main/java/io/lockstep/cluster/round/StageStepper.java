package io.lockstep.cluster.round;

import io.lockstep.block.AuditPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.cluster.wire.Broadcasted;
import io.lockstep.network.Parameters;
import io.lockstep.pass.PassFactory;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Step;
import io.lockstep.train.StepObserver;
import io.lockstep.train.Stepper;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exact steps in rounds: the tasks of one Spark stage keep their partitions, and after each step exchange their gradient sums instead of sending them
 * to the driver. Each task then takes the same step as all others, and the driver gets the state at the end of the round. Where the tasks cannot
 * run at the same time, and for the steps that are audited, each step is a Spark job. The bits are the same.
 *
 * <p>A round whose tasks fail begins again from the driver's state, at most as often in a row as Spark would repeat a stage.
 */
public final class StageStepper implements Stepper {
    private static final int MILLISECONDS_BETWEEN_LOOKS = 100;

    private final ClusterSession session;
    private final ClusterBlocks blocks;
    private final Work work;
    private final Limits limits;
    private final Runnable beforeRound;
    private final Stepper byJobs;
    private final RoundListener told;
    private final Gang gang;
    private final RepeatedSteps repeated = new RepeatedSteps();
    private final Pace pace = new Pace();
    private @Nullable String chosen; // why not a round; empty for a round, null before the first choice
    private String givenUp = "";

    /** What the tasks do. */
    public record Work(PassFactory passes, Optimizer optimizer, Schedule schedule, AuditPlan audit) {}

    /**
     * How long, and how often.
     *
     * @param round duration after which a round ends
     * @param task how long a task waits for another; zero for automatic
     * @param isFallbackAllowed whether steps may be jobs instead
     */
    public record Limits(Duration round, Duration task, boolean isFallbackAllowed) {}

    /**
     * Rounds over these blocks.
     *
     * @param beforeRound may deal the blocks anew
     * @param byJobs takes the steps that are not part of a round
     */
    public StageStepper(
            ClusterSession session,
            ClusterBlocks blocks,
            Work work,
            Limits limits,
            Runnable beforeRound,
            Stepper byJobs,
            RoundListener told) {
        this.session = session;
        this.blocks = blocks;
        this.work = work;
        this.limits = limits;
        this.beforeRound = beforeRound;
        this.byJobs = byJobs;
        this.told = told;
        gang = new Gang(session, blocks);
    }

    /**
     * As {@link Stepper#take}.
     *
     * @throws ReplicaException if the tasks' parameters differ, or a sum is not that of all parts
     * @throws ResourceException if rounds are not possible, or fail too often, and steps may not be jobs
     */
    @Override
    public Step take(OptimizerState state, int until, int steps, StepObserver observer) {
        repeated.beginAfter(state.step());
        StepObserver once = repeated.before(observer);
        int first = state.step() + 1;
        int last = lastUnaudited(first, until);
        if (last <= first) { // a stage for a single step would cost more than a job
            if (chosen == null && observer.until(first + 1, steps) <= first + 1) {
                tell("the driver evaluates, checks or saves after each step");
            }
            return byJobs.take(state, until, steps, once);
        }
        for (int attempt = 1; choose(state.parameters()); attempt++) {
            try {
                return round(state, last, steps, once);
            } catch (LostRoundException lost) {
                told.lost(state.step(), repeated.last() - state.step(), lost.reason());
                if (attempt == attempts()) {
                    giveUp(attempt, lost);
                }
            }
        }
        return byJobs.take(state, until, steps, once);
    }

    private Step round(OptimizerState state, int last, int steps, StepObserver observer) {
        try (RoundDesk desk = new RoundDesk(blocks.spark().sc(), blocks.partitions());
                Broadcasted<OptimizerState> begin = Broadcasted.of(blocks.spark(), state)) {
            Round round = new Round(
                    desk.key(),
                    blocks.partitions(),
                    last,
                    steps,
                    blocks.plan(),
                    work.passes,
                    work.optimizer,
                    work.schedule,
                    limits.round,
                    pace.timeout(limits.task));
            told.begun();
            List<Outcome> outcomes = new RoundJob(
                            session, blocks, desk, new RoundStall(session.stalls(), desk, pace, state.step()))
                    .run(new RoundTask(round, begin), step -> {
                        pace.add(step);
                        return observer.taken(step);
                    });
            return Outcome.common(outcomes);
        }
    }

    /** The last step before one that is audited; the step before the first, if that is. */
    private int lastUnaudited(int first, int until) {
        if (work.audit.share() == 0) {
            return until;
        }
        int step = first;
        while (step <= until && !work.audit.includesAnyOf(blocks.plan().batch(step))) {
            step++;
        }
        return step - 1;
    }

    private String reasonAgainst(Parameters parameters) {
        return givenUp.isEmpty() ? gang.reasonAgainst(parameters) : givenUp;
    }

    /** Whether the next steps are a round, on the executors that are there now; tells when that changes. */
    private boolean choose(Parameters parameters) {
        beforeRound.run();
        String reason = reasonAgainst(parameters);
        if (!reason.isEmpty() && !limits.isFallbackAllowed) {
            requireGang(parameters);
            reason = "";
        }
        if (!reason.equals(chosen)) {
            tell(reason);
        }
        return reason.isEmpty();
    }

    /** After a round others may come for executors that were lost. */
    private void requireGang(Parameters parameters) {
        Duration patience = chosen == null ? Duration.ZERO : session.startupTimeout();
        long start = System.nanoTime();
        for (String reason = reasonAgainst(parameters); !reason.isEmpty(); reason = reasonAgainst(parameters)) {
            beforeRound.run();
            if (System.nanoTime() - start >= patience.toNanos()) {
                throw new ResourceException(
                        "cluster.steps: expected a cluster where a round of steps can be a stage%s, found that %s. Set cluster.steps = auto."
                                .formatted(
                                        patience.isZero()
                                                ? ""
                                                : " within %d s (cluster.startup-timeout)"
                                                        .formatted(patience.toSeconds()),
                                        reason));
            }
            try {
                Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e); // as where it waits for a round
            }
        }
    }

    private void tell(String reason) {
        chosen = reason;
        told.chosen(reason.isEmpty(), blocks.partitions(), reason);
    }

    /** As often as Spark would repeat a stage. */
    private int attempts() {
        return blocks.spark().getConf().getInt("spark.stage.maxConsecutiveAttempts", 4);
    }

    private void giveUp(int attempts, LostRoundException lost) {
        String failures = "rounds failed %d times in a row, the last because %s".formatted(attempts, lost.reason());
        if (!limits.isFallbackAllowed) {
            throw new ResourceException(
                    "cluster.steps: expected a round of steps to end, found that %s. Check the executors' logs, or set cluster.steps = auto; the same command resumes from the last checkpoint."
                            .formatted(failures),
                    lost);
        }
        givenUp = failures;
    }
}
