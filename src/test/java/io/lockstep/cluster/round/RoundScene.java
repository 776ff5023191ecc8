package io.lockstep.cluster.round;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.block.TableBlocks;
import io.lockstep.check.LocalGradients;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.audit.AuditedGradients;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.GradientStepper;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Stepper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * A small training, by one thread or by a stage.
 *
 * @param name of the data
 */
record RoundScene(
        String name,
        List<Block> blocks,
        BlockPlan plan,
        PassPlan pass,
        Architecture network,
        Optimizer optimizer,
        Schedule rate) {
    static final Duration LONG = Duration.ofMinutes(5);

    /** Drawn digits: bytes and classes. */
    static RoundScene digits(int examples, int batchBlocks, Architecture network, Optimizer optimizer) {
        BlockPlan plan = new BlockPlan(examples, 16, batchBlocks, 3);
        Examples digits = new DrawnDigits().split(SplitName.TRAIN);
        List<Block> blocks = new ArrayList<>();
        BlockReader.all(digits, plan).forEach(blocks::add);
        PassPlan pass = new PassPlan(
                Kernel.VECTOR, DatasetCard.of(digits, "built in", examples).standardizer());
        return new RoundScene(
                "digits", blocks, plan, pass, network, optimizer, new Schedule.OneCycle(0.01, 0.3, 25, 10_000));
    }

    /** A drawn table. */
    static RoundScene table(TableBlocks table, Architecture network, Optimizer optimizer) {
        BlockPlan plan = new BlockPlan(table.rows().length, 16, 8, 3).with(table.magnitude(network));
        String name = table.kind() + (table.weights() == null ? "" : ", weighted");
        return new RoundScene(
                name,
                table.of(16),
                plan,
                new PassPlan(Kernel.VECTOR, table.scaling()),
                network,
                optimizer,
                new Schedule.Cosine(0.01, 0.001));
    }

    RoundScene with(Optimizer other) {
        return new RoundScene(name, blocks, plan, pass, network, other, rate);
    }

    OptimizerState begin() {
        return optimizer.initial(Parameters.initial(network, Initializer.KAIMING_FAN_IN, 7));
    }

    /** Steps by one thread, without Spark. */
    Stepper oneThread() {
        return new GradientStepper(plan, new LocalGradients(blocks, pass), optimizer, rate);
    }

    /** The blocks on so many partitions, as even as possible. */
    ClusterBlocks on(ClusterSession session, int count) {
        List<JavaSerialized<ArrayList<Block>>> partitions = IntStream.range(0, count)
                .mapToObj(partition -> plan.share(partition, count))
                .map(range -> JavaSerialized.of(
                        new ArrayList<>(blocks.subList(range.first(), range.first() + range.count()))))
                .toList();
        JavaRDD<JavaSerialized<Block>> rdd = session.spark()
                .parallelize(partitions, partitions.size())
                .flatMap(JavaSerialized.each((ArrayList<Block> mine) -> mine.iterator()));
        return ClusterBlocks.of(session.spark(), name, plan, rdd).preparedFor(pass);
    }

    /** Steps in rounds. */
    StageStepper stage(ClusterSession session, ClusterBlocks on, RoundListener told) {
        return stage(session, on, new StageStepper.Limits(LONG, LONG, false), new AuditPlan(1, 0), told);
    }

    StageStepper stage(
            ClusterSession session,
            ClusterBlocks on,
            StageStepper.Limits limits,
            AuditPlan audit,
            RoundListener told) {
        AuditedGradients gradients = new AuditedGradients(new ClusterGradients(on, pass), audit);
        return new StageStepper(
                session,
                on,
                new StageStepper.Work(gradients.passes(), optimizer, rate, audit),
                limits,
                () -> {},
                new GradientStepper(plan, gradients, optimizer, rate),
                told);
    }

    @Override
    public String toString() {
        return "%s, %s, %s".formatted(name, network.loss(), optimizer);
    }
}
