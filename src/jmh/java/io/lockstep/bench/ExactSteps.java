package io.lockstep.bench;

import io.lockstep.block.AuditPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.round.RoundListener;
import io.lockstep.cluster.round.StageStepper;
import io.lockstep.network.Architecture;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.GradientStepper;
import io.lockstep.train.Optimizer;
import io.lockstep.train.Schedule;
import io.lockstep.train.Stepper;
import io.lockstep.train.Trainer;
import java.time.Duration;

/** Exact steps on blocks that are there: a Spark job each, or rounds of one stage. */
record ExactSteps(ClusterSession session, ClusterBlocks blocks, PassPlan pass, Optimizer optimizer, Schedule schedule) {
    private static final Duration ROUND = Duration.ofSeconds(30); // as cluster.round by default

    /** A job each. */
    Stepper byJobs() {
        return byJobs(Cluster.gradients(blocks, pass));
    }

    private Stepper byJobs(ClusterGradients gradients) {
        return new GradientStepper(blocks.plan(), gradients, optimizer, schedule);
    }

    /**
     * In rounds.
     *
     * @param isAutomatic whether single steps may be jobs, as with {@code cluster.steps = auto}
     */
    Stepper inRounds(boolean isAutomatic) {
        ClusterGradients gradients = Cluster.gradients(blocks, pass);
        return new StageStepper(
                session,
                blocks,
                new StageStepper.Work(gradients.passes(), optimizer, schedule, new AuditPlan(1, 0)),
                new StageStepper.Limits(ROUND, Duration.ZERO, isAutomatic),
                () -> {}, // the executors stay
                byJobs(gradients),
                RoundListener.UNTOLD);
    }

    /** Takes so many steps from the first parameters of a network. */
    StepClock take(Stepper stepper, Architecture network, int steps) {
        StepClock clock = new StepClock();
        new Trainer(stepper, clock).run(optimizer.initial(Networks.initial(network)), steps);
        return clock;
    }
}
