package io.lockstep.cli;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.PassChoice;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.report.RunRecord;
import io.lockstep.train.Adam;
import io.lockstep.train.AdamW;
import io.lockstep.train.ClippedOptimizer;
import io.lockstep.train.Clipping;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.LocalRounds;
import io.lockstep.train.LocalStepper;
import io.lockstep.train.Momentum;
import io.lockstep.train.Nesterov;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Step;
import io.lockstep.train.Trainer;
import java.util.function.Predicate;

/**
 * What a configuration makes of training data, for a run and for its reproduction.
 *
 * @param config of the run
 * @param examples the training split
 * @param architecture the network
 * @param plan how the rows in use are cut into blocks
 * @param onCpu kernel and standardizer
 */
record Training(RunConfig config, Examples examples, Architecture architecture, BlockPlan plan, PassPlan onCpu) {

    /**
     * On these examples, of which the card's rows are in use.
     *
     * @throws ConfigException if the network or the blocks do not fit them
     */
    static Training of(RunConfig config, Examples examples, DatasetCard card) {
        Architecture architecture = Architectures.of(
                "network.layers",
                config.network().layers(),
                config.network().activation(),
                config.network().loss(),
                examples.columns(),
                examples.classes());
        Architectures.requireRoom("block.rows", architecture, config.block().rows());
        return new Training(
                config,
                examples,
                architecture,
                new BlockPlan(
                        card.rows(),
                        config.block().rows(),
                        config.batch().blocks(),
                        config.run().seed()),
                Sessions.passPlan(config, card.standardizer()));
    }

    /** What computes on this cluster. */
    PassChoice choose(ClusterSession session) {
        return session.choose(onCpu, config.compute().backend());
    }

    /** What computes, how the work is spread, and what is trained; shown, and given for the record. */
    RunRecord.Layout show(Screen screen, ClusterSession session, PassChoice pass, int partitions) {
        ClusterSession.Description spark = session.describe();
        screen.heading("Machine");
        screen.machine(pass, spark, partitions, plan.blockCount(), plan.blockRows());
        screen.network(
                architecture,
                "%s, seed %d".formatted(config.network().init(), config.run().seed()));
        return RunRecord.Layout.of(spark, partitions, plan.blockCount(), plan.blockRows());
    }

    /** Steps of the whole training, unless it ends early. */
    int steps() {
        int epochs = config.train().epochs();
        return epochs == 0 ? config.train().steps() : Math.multiplyExact(epochs, plan.stepsPerEpoch());
    }

    /** What is remembered before the first step. */
    OptimizerState initial() {
        return optimizer()
                .initial(Parameters.initial(
                        architecture, config.network().init(), config.run().seed()));
    }

    /** The blocks on the cluster. */
    ClusterBlocks blocks(ClusterSession session, int partitions) {
        return ClusterBlocks.of(session.spark(), examples, plan, partitions);
    }

    /** The trainer with these gradients; {@code record} sees every step and says whether training goes on. */
    Trainer trainer(GradientSource gradients, Predicate<Step> record) {
        return new Trainer(plan, gradients, optimizer(), schedule(), record);
    }

    /** The trainer whose partitions synchronise only every few steps. */
    Trainer localTrainer(LocalRounds rounds, Predicate<Step> record) {
        return new Trainer(new LocalStepper(plan, rounds, config.train().sync().localSteps(), schedule()), record);
    }

    /** What makes a step of a gradient. */
    Optimizer optimizer() {
        RunConfig.Optimizer set = config.optimizer();
        Optimizer optimizer = switch (set.name()) {
            case SGD -> new GradientDescent(set.weightDecay());
            case MOMENTUM -> new Momentum(set.momentum(), set.weightDecay());
            case NESTEROV -> new Nesterov(set.momentum(), set.weightDecay());
            case ADAM -> new Adam(set.beta1(), set.beta2(), set.epsilon(), set.weightDecay());
            case ADAMW -> new AdamW(set.beta1(), set.beta2(), set.epsilon(), set.weightDecay());
        };
        return set.clipNorm() == 0 ? optimizer : new ClippedOptimizer(new Clipping(set.clipNorm()), optimizer);
    }

    private Schedule schedule() {
        RunConfig.Schedule set = config.schedule();
        double rate = config.train().learningRate();
        return switch (set.name()) {
            case CONSTANT -> new Schedule.Constant(rate);
            case STEP -> new Schedule.StepDecay(rate, set.every(), set.gamma());
            case COSINE -> new Schedule.Cosine(rate, set.minimum());
            case ONE_CYCLE -> new Schedule.OneCycle(rate, set.warmUp(), set.divisor(), set.finalDivisor());
        };
    }

    /** What the gradients of its steps are, for the record: {@code exact}, or {@code local:K}. */
    String gradients() {
        return config.train().sync().isExact() ? "exact" : config.train().sync().toString();
    }

    /** How it is trained, for the screen: {@code full-batch sgd, learning rate 0.1, constant}. */
    String summary() {
        String batches = plan.isShuffled()
                ? "%s in batches of %s"
                        .formatted(
                                Screen.count(steps() / plan.stepsPerEpoch(), "epoch"),
                                Screen.count(
                                        Math.min((long) plan.batchBlocks() * plan.blockRows(), plan.examples()),
                                        "example"))
                : "full-batch";
        return "%s, %s, %s, learning rate %s, %s"
                .formatted(
                        Screen.count(steps(), "step"),
                        batches,
                        config.optimizer().name(),
                        config.train().learningRate(),
                        config.schedule().name());
    }
}
