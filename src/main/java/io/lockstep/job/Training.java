package io.lockstep.job;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.Elastic;
import io.lockstep.cluster.audit.AuditedGradients;
import io.lockstep.cluster.round.RoundListener;
import io.lockstep.cluster.round.StageStepper;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.config.StepMode;
import io.lockstep.data.TargetUnits;
import io.lockstep.data.table.TableSchema;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.run.SavedModel;
import io.lockstep.train.Adam;
import io.lockstep.train.AdamW;
import io.lockstep.train.ClippedOptimizer;
import io.lockstep.train.Clipping;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.GradientStepper;
import io.lockstep.train.LocalRounds;
import io.lockstep.train.LocalStepper;
import io.lockstep.train.Momentum;
import io.lockstep.train.Nesterov;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Stepper;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration makes of training data, for a run and for its reproduction.
 *
 * @param config of the run
 * @param examples the training examples
 * @param architecture the network
 * @param plan how the rows in use are cut into blocks
 * @param onCpu kernel and standardizer
 * @param initialModel that training begins with; null where the seed draws the parameters
 */
public record Training(
        RunConfig config,
        ExampleSet examples,
        Architecture architecture,
        BlockPlan plan,
        PassPlan onCpu,
        @Nullable SavedModel initialModel) {

    /**
     * On these examples.
     *
     * @param initialModel that training begins with; null where the seed draws the parameters
     * @throws ConfigException if the network or the blocks do not fit them
     */
    static Training of(RunConfig config, ExampleSet examples, @Nullable SavedModel initialModel) {
        TableSchema schema = examples.schema();
        config.train().monitor().requireFits(schema != null && schema.isRegression());
        Architecture architecture = Architectures.of(config, examples);
        if (initialModel != null) {
            WarmStart.requireNetwork(initialModel, architecture);
        }
        if (!config.train().sync().isExact() && examples.isWeighted()) {
            throw new ConfigException("train.sync: expected every-step with data.weight or data.class-weight, found "
                    + config.train().sync() + ", which counts each row once. Set train.sync = every-step.");
        }
        return new Training(
                config,
                examples,
                architecture,
                new BlockPlan(
                                examples.rows(),
                                config.block().rows(),
                                config.batch().blocks(),
                                config.run().seed())
                        .with(examples.magnitude(config.network().loss())),
                Sessions.passPlan(config, examples.scaling()),
                initialModel);
    }

    /** What is to be computed, and checked, on so many partitions. */
    Machine.Work work(int partitions, ProbeBlocks probe) {
        return new Machine.Work(
                config,
                onCpu,
                architecture,
                origin(),
                probe,
                partitions,
                plan.blockCount(),
                plan.blockRows(),
                config.check().asksLocal());
    }

    private String origin() {
        return initialModel == null
                ? "%s, seed %d".formatted(config.network().init(), config.run().seed())
                : "from the model of run %s after step %,d, sha-256 %.12s"
                        .formatted(
                                initialModel.card().runId(),
                                initialModel.card().step(),
                                initialModel.card().parametersSha256());
    }

    /** Steps of the whole training, unless it ends early. */
    public int steps() {
        int epochs = config.train().epochs();
        return epochs == 0 ? config.train().steps() : Math.multiplyExact(epochs, plan.stepsPerEpoch());
    }

    /** The unit of a regression's targets. */
    TargetUnits targetUnits() {
        TableSchema schema = examples.schema();
        return schema == null ? TargetUnits.AS_THEY_ARE : schema.targetUnits();
    }

    /** What is remembered before the first step. */
    OptimizerState initial() {
        return optimizer()
                .initial(
                        initialModel == null
                                ? Parameters.initial(
                                        architecture,
                                        config.network().init(),
                                        config.run().seed())
                                : initialModel.parameters());
    }

    /** The blocks on the cluster. */
    ClusterBlocks blocks(ClusterSession session, int partitions) {
        return examples.blocks(session, plan, partitions);
    }

    /** Steps by the exact gradient of each batch. */
    Stepper exactSteps(GradientSource gradients) {
        return new GradientStepper(plan, gradients, optimizer(), schedule());
    }

    /**
     * The same, in rounds of one Spark stage each where that is possible.
     *
     * @param byJobs the gradients of single steps
     */
    Stepper rounds(
            ClusterSession session,
            ClusterBlocks blocks,
            Elastic elastic,
            AuditedGradients byJobs,
            RoundListener listener) {
        Stepper jobs = elastic.before(session.stalls().watching(exactSteps(byJobs)));
        RunConfig.Cluster set = config.cluster();
        if (set.steps() == StepMode.JOB) {
            listener.chosen(false, blocks.partitions(), "cluster.steps = job");
            return jobs;
        }
        return new StageStepper(
                session,
                blocks,
                new StageStepper.Work(byJobs.passes(), optimizer(), schedule(), byJobs.plan()),
                new StageStepper.Limits(set.round(), set.taskTimeout(), set.steps() == StepMode.AUTO),
                elastic::look,
                jobs,
                listener);
    }

    /** Whether the partitions follow the executors. */
    boolean isElastic() {
        RunConfig.Cluster set = config.cluster();
        return set.elastic() && set.partitions() == 0 && config.train().sync().isExact();
    }

    /** Rounds after which the partitions synchronise. */
    Stepper localSteps(LocalRounds rounds) {
        return new LocalStepper(plan, rounds, config.train().sync().localSteps(), schedule());
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
}
