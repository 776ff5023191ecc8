package io.lockstep.config;

import io.lockstep.check.Opinion;
import io.lockstep.data.table.ClassRule;
import io.lockstep.data.table.Missing;
import io.lockstep.data.table.Scale;
import io.lockstep.data.table.TableChoice;
import io.lockstep.network.Activation;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Kernel;
import java.time.Duration;

/** From keys and texts to a {@link RunConfig}: what each value may be, alone and beside the others. */
final class RunConfigReader {
    private RunConfigReader() {}

    /**
     * Reads every key.
     *
     * @throws ConfigException with all that is wrong
     */
    static RunConfig read(ConfigReader in) {
        RunConfig config = new RunConfig(
                new RunConfig.Run(
                        in.name("run.id"),
                        in.text("run.output"),
                        in.integer("run.seed"),
                        in.duration("run.max-runtime", Duration.ZERO, Duration.ofDays(365)),
                        in.count("run.checkpoint-every", 1, 1_000_000),
                        in.count("run.keep-checkpoints", 1, 1_000)),
                new RunConfig.Data(
                        in.text("data.source"),
                        in.anyText("data.format"),
                        in.map("data.options"),
                        in.count("data.rows", 0, Integer.MAX_VALUE),
                        in.folder("data.cache"),
                        in.urls("data.mirrors"),
                        in.duration("data.download-timeout", Duration.ofMillis(10), Duration.ofHours(1)),
                        in.count("data.download-attempts", 1, 10)),
                table(in),
                new RunConfig.Network(
                        in.sizes("network.layers", 1_000_000),
                        in.hidden("network.hidden", 1_000_000),
                        in.choice("network.activation", Activation.class),
                        in.choice("network.loss", Loss.class),
                        in.choice("network.init", Initializer.class)),
                new RunConfig.Compute(
                        in.choice("compute.kernel", Kernel.class), in.choice("compute.backend", BackendPolicy.class)),
                new RunConfig.Blocks(in.count("block.rows", 1, 65_536)),
                new RunConfig.Batches(in.count("batch.blocks", 0, Integer.MAX_VALUE)),
                new RunConfig.Train(
                        in.count("train.steps", 1, 1_000_000),
                        in.count("train.epochs", 0, 1_000_000),
                        in.positive("train.learning-rate"),
                        in.sync("train.sync"),
                        in.count("train.evaluate-every", 0, 1_000_000),
                        in.choice("train.monitor", Monitor.class),
                        in.count("train.patience", 0, 1_000_000),
                        in.notNegative("train.tolerance"),
                        in.choice("train.keep", Keep.class),
                        in.anyText("train.initial-model")),
                new RunConfig.Optimizer(
                        in.choice("optimizer.name", OptimizerName.class),
                        in.shareBelowOne("optimizer.momentum"),
                        in.shareBelowOne("optimizer.beta1"),
                        in.shareBelowOne("optimizer.beta2"),
                        in.positive("optimizer.epsilon"),
                        in.notNegative("optimizer.weight-decay"),
                        in.notNegative("optimizer.clip-norm")),
                new RunConfig.Schedule(
                        in.choice("schedule.name", ScheduleName.class),
                        in.count("schedule.every", 1, 1_000_000),
                        in.positive("schedule.gamma"),
                        in.notNegative("schedule.minimum"),
                        in.shareBelowOne("schedule.warm-up"),
                        in.positive("schedule.divisor"),
                        in.positive("schedule.final-divisor")),
                new RunConfig.Cluster(
                        in.count("cluster.partitions", 0, 100_000),
                        in.count("cluster.min-slots", 1, 100_000),
                        in.duration("cluster.startup-timeout", Duration.ofSeconds(1), Duration.ofDays(1)),
                        in.choice("cluster.mixed", MixedCluster.class),
                        in.share("cluster.gpu-cache"),
                        in.choice("cluster.steps", StepMode.class),
                        in.duration("cluster.round", Duration.ofMillis(100), Duration.ofDays(1)),
                        in.flag("cluster.elastic"),
                        in.duration("cluster.task-timeout", Duration.ZERO, Duration.ofDays(1))),
                new RunConfig.Check(
                        in.choices("check.against", Opinion.class),
                        in.checkSchedule("check.every"),
                        in.count("check.rows", 0, Integer.MAX_VALUE),
                        in.share("check.audit")));
        refuseWhatDoesNotGoTogether(config, in);
        in.finish();
        return config;
    }

    private static RunConfig.Table table(ConfigReader in) {
        return new RunConfig.Table(
                new TableChoice(
                        in.texts("data.label"),
                        in.texts("data.features"),
                        in.anyText("data.id"),
                        in.anyText("data.weight"),
                        in.classWeight("data.class-weight"),
                        in.choice("data.missing", Missing.class),
                        in.categories("data.categories"),
                        in.scale("data.scale").orElse(Scale.STANDARDIZE),
                        in.targetScale("data.target-scale"),
                        ClassRule.FOUND),
                in.scale("data.scale").orElse(null),
                in.valid("data.valid"));
    }

    private static void refuseWhatDoesNotGoTogether(RunConfig config, ConfigReader in) {
        Kernel kernel = config.compute().kernel();
        in.refuse(
                config.compute().backend() != BackendPolicy.CPU && kernel.isForCpusOnly(),
                "compute.kernel",
                "auto, cuda, cuda-tf32 or nd4j with compute.backend = "
                        + config.compute().backend(),
                "Set compute.kernel = auto: the kernel " + kernel + " supports CPUs only.");
        in.refuse(
                config.compute().backend() == BackendPolicy.CPU && kernel.isCuda(),
                "compute.kernel",
                "auto, vector or nd4j with compute.backend = cpu",
                "Set compute.backend = gpu, or prefer-gpu: the CUDA kernels need a GPU.");
        in.refuse(
                config.schedule().name() == ScheduleName.COSINE
                        && config.schedule().minimum() > config.train().learningRate(),
                "schedule.minimum",
                "at most train.learning-rate = " + config.train().learningRate(),
                "Set it lower.");
        in.refuse(
                config.train().monitor() == Monitor.ACCURACY
                        && config.table().validFraction().orElse(1.0) == 0,
                "train.monitor",
                "loss with data.valid = 0",
                Monitor.WITHOUT_VALIDATION);
        boolean evaluates = config.train().evaluateEvery() > 0;
        in.refuse(
                config.train().patience() > 0 && !evaluates,
                "train.patience",
                "0 with train.evaluate-every = 0",
                "Set train.evaluate-every = 1: early stopping needs evaluations.");
        in.refuse(
                config.train().keep() == Keep.BEST && !evaluates,
                "train.keep",
                "last with train.evaluate-every = 0",
                "Set train.evaluate-every = 1: the best model is found by evaluation.");
        boolean local = !config.train().sync().isExact();
        in.refuse(
                local
                        && (config.check().every() != CheckSchedule.Named.OFF
                                || config.check().audit() > 0),
                "train.sync",
                "every-step if check.every or check.audit enable checks",
                "Set check.every = off and check.audit = 0: local steps have no gradient of the whole batch that could be checked.");
        in.refuse(
                local && config.cluster().partitions() == 0,
                "train.sync",
                "every-step with cluster.partitions = 0",
                "Set cluster.partitions to a number: the result of local steps depends on it.");
    }
}
