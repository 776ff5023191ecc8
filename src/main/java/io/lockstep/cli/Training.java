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
import io.lockstep.network.PassPlan;
import io.lockstep.report.RunRecord;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Schedule;
import io.lockstep.train.Step;
import io.lockstep.train.Trainer;
import java.util.function.Consumer;

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
                new BlockPlan(card.rows(), config.block().rows()),
                new PassPlan(config.compute().kernel(), card.standardizer()));
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
        return new RunRecord.Layout(
                spark.version(),
                spark.master(),
                spark.applicationId(),
                spark.slots(),
                partitions,
                plan.blockCount(),
                plan.blockRows());
    }

    /** The parameters before the first step. */
    Parameters initial() {
        return Parameters.initial(
                architecture, config.network().init(), config.run().seed());
    }

    /** The blocks on the cluster. */
    ClusterBlocks blocks(ClusterSession session, int partitions) {
        return ClusterBlocks.of(session.spark(), examples, plan, partitions);
    }

    /** The trainer with these gradients; {@code record} sees every step. */
    Trainer trainer(GradientSource gradients, Consumer<Step> record) {
        return new Trainer(
                plan,
                gradients,
                new GradientDescent(),
                new Schedule.Constant(config.train().learningRate()),
                record);
    }
}
