package io.lockstep.bench;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterRounds;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.OptimizerName;
import io.lockstep.config.RunConfig;
import io.lockstep.config.ScheduleName;
import io.lockstep.config.StepMode;
import io.lockstep.data.Examples;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.AdamW;
import io.lockstep.train.LocalStepper;
import io.lockstep.train.Optimizer;
import io.lockstep.train.Schedule;
import io.lockstep.train.Step;
import io.lockstep.train.StepObserver;
import io.lockstep.train.StepRecord;
import io.lockstep.train.Stepper;
import io.lockstep.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Our training on a Spark that is there and with its blocks in memory, as {@code train} does it with this configuration. */
final class OurTraining implements Trainee {
    static final int SLOTS = 2;

    private final Map<String, String> overrides;
    private final RunConfig config;
    private final BlockPlan plan;
    private final ClusterSession session;
    private final ClusterBlocks blocks;
    private final PassPlan pass;
    private final ToDoubleFunction<Parameters> accuracy;

    /**
     * With the configuration, but for this.
     *
     * @param rows how many of the training examples
     * @param accuracy of the test examples
     */
    OurTraining(
            Cluster cluster,
            Examples train,
            int rows,
            PassPlan pass,
            Map<String, String> overrides,
            ToDoubleFunction<Parameters> accuracy) {
        this.overrides = overrides;
        config = Settings.config(overrides);
        if (config.optimizer().name() != OptimizerName.ADAMW
                || config.schedule().name() != ScheduleName.ONE_CYCLE) {
            throw new IllegalArgumentException("expected adamw and one-cycle, found "
                    + config.optimizer().name() + " and " + config.schedule().name());
        }
        this.pass = pass;
        this.accuracy = accuracy;
        plan = new BlockPlan(
                rows,
                config.block().rows(),
                config.batch().blocks(),
                config.run().seed());
        session = cluster.session();
        blocks = cluster.blocks(train, plan, partitions(), pass);
    }

    private int partitions() {
        int partitions = config.cluster().partitions();
        return partitions == 0 ? SLOTS : partitions;
    }

    /** What everybody's weights are at the beginning. */
    static Parameters initial(RunConfig config) {
        RunConfig.Network network = config.network();
        Architecture architecture =
                new Architecture(Networks.classifier(network.hidden()), network.activation(), network.loss());
        return Parameters.initial(architecture, network.init(), config.run().seed());
    }

    /** What is to be configured for {@code train} to do the same. */
    Map<String, String> overrides() {
        return overrides;
    }

    @Override
    public String version() {
        return "%s, AdamW, one-cycle up to %s in %d epochs, batches of %d in blocks of %d, train.sync = %s, cluster.steps = %s, %s"
                .formatted(
                        config.train().sync().isExact() || partitions() == 1 ? "exact" : "not exact",
                        config.train().learningRate(),
                        config.train().epochs(),
                        config.batch().blocks() * config.block().rows(),
                        config.block().rows(),
                        config.train().sync(),
                        config.cluster().steps().toString().toLowerCase(Locale.ROOT),
                        partitions() == 1 ? "1 partition" : partitions() + " partitions");
    }

    @Override
    public Trained train(Goal goal) {
        Stopwatch watch = new Stopwatch();
        List<Double> accuracies = new ArrayList<>();
        StepObserver epochs = new StepObserver() {
            @Override
            public boolean taken(StepRecord step) {
                return true;
            }

            @Override
            public boolean reached(Step step) {
                if (!plan.endsEpoch(step.number())) {
                    return true;
                }
                watch.stop();
                accuracies.add(accuracy.applyAsDouble(step.after().parameters()));
                boolean goesOn = goal.isAheadOf(trained(watch, accuracies));
                watch.goOn();
                return goesOn;
            }

            @Override
            public int until(int first, int steps) {
                return Math.multiplyExact(plan.epoch(first), plan.stepsPerEpoch());
            }
        };
        int steps = config.train().epochs() * plan.stepsPerEpoch();
        new Trainer(stepper(), epochs).run(optimizer().initial(initial(config)), steps);
        return trained(watch, accuracies);
    }

    private Stepper stepper() {
        if (!config.train().sync().isExact()) {
            int localSteps = config.train().sync().localSteps();
            return new LocalStepper(plan, new ClusterRounds(blocks, pass, optimizer()), localSteps, schedule());
        }
        ExactSteps exact = new ExactSteps(session, blocks, pass, optimizer(), schedule());
        return config.cluster().steps() == StepMode.JOB
                ? exact.byJobs()
                : exact.inRounds(config.cluster().steps() == StepMode.AUTO);
    }

    private static Trained trained(Stopwatch watch, List<Double> accuracies) {
        return new Trained(watch.milliseconds(), Trained.epochs(accuracies.size()), accuracies);
    }

    private Optimizer optimizer() {
        RunConfig.Optimizer set = config.optimizer();
        return new AdamW(set.beta1(), set.beta2(), set.epsilon(), set.weightDecay());
    }

    private Schedule schedule() {
        RunConfig.Schedule set = config.schedule();
        return new Schedule.OneCycle(config.train().learningRate(), set.warmUp(), set.divisor(), set.finalDivisor());
    }

    @Override
    public void close() {
        blocks.close();
    }
}
