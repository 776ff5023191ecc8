package io.lockstep.cli;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.PassChoice;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.Metrics;
import io.lockstep.report.ModelCard;
import io.lockstep.report.ModelEvaluation;
import io.lockstep.report.RunRecord;

/**
 * A model and the split on which it is evaluated, in the blocks of the model's run.
 *
 * @param chosen the model
 * @param examples the split
 * @param card of all of it
 */
record EvaluateSplit(ModelOptions.Chosen chosen, Examples examples, DatasetCard card) implements EvaluateRun {

    /**
     * Finds, reads and shows the data.
     *
     * @throws DataException if it does not fit the model
     */
    static EvaluateSplit prepare(ModelOptions.Chosen chosen, String source, SplitName split, Screen screen) {
        Sources.Source found = Sources.open(source, chosen.config().data(), line -> screen.line("  %s", line));
        Dataset dataset = found.dataset();
        Examples examples = dataset.split(split);
        requireFit(chosen.model().card().architecture(), examples, dataset.location(), true);
        screen.heading("Data: " + found.note());
        DatasetCard card = DatasetCard.of(examples, dataset.location(), examples.rows());
        screen.card(card);
        return new EvaluateSplit(chosen, examples, card);
    }

    /**
     * Refuses data of another shape, and, where its labels count, with more classes.
     *
     * @throws DataException naming both
     */
    static void requireFit(Architecture architecture, Examples examples, String location, boolean byLabel) {
        String where = location + ", " + examples.name();
        if (examples.columns() != architecture.inputs()) {
            throw new DataException(
                    where,
                    "%,d pixels an image, as the model %s takes".formatted(architecture.inputs(), architecture),
                    "%,d (%d x %d)".formatted(examples.columns(), examples.height(), examples.width()),
                    "Give the data that the model was trained for, or a model for this data.");
        }
        if (byLabel && architecture.loss() == Loss.CROSS_ENTROPY && examples.classes() > architecture.outputs()) {
            throw new DataException(
                    where,
                    "at most %,d classes, as the model %s tells apart".formatted(architecture.outputs(), architecture),
                    "%,d".formatted(examples.classes()),
                    "Give the data that the model was trained for, or a model for this data.");
        }
    }

    @Override
    public ModelEvaluation on(ClusterSession session, Screen screen) {
        RunConfig config = chosen.config();
        Parameters parameters = chosen.model().parameters();
        int partitions = Sessions.partitions(session, config);
        BlockPlan plan = new BlockPlan(card.rows(), config.block().rows());
        PassChoice pass = session.choose(chosen.onCpu(), config.compute().backend());
        ClusterSession.Description spark = session.describe();
        screen.heading("Machine");
        screen.machine(pass, spark, partitions, plan.blockCount(), plan.blockRows());
        ProbeBlocks probe = ProbeBlocks.of(parameters.architecture(), plan);
        Fingerprints fingerprints = session.fingerprints(probe, pass.plan(), false);
        SameBits sameBits = Sessions.held(config.cluster().mixed(), probe, fingerprints, screen);
        try (ClusterBlocks blocks =
                ClusterBlocks.of(session.spark(), examples, plan, partitions).requiring(sameBits)) {
            Metrics metrics = Metrics.of(blocks.evaluate(parameters, pass.plan()));
            ModelCard model = chosen.model().card();
            new MetricsLines(screen).show(metrics);
            if (isHeldOut(model)) {
                screen.heading("These examples were held out in training, with loss %.6f and accuracy %.2f %%"
                        .formatted(model.heldOut().loss(), 100 * model.heldOut().accuracy()));
            }
            return ModelEvaluation.of(
                    chosen.folder().toString(),
                    model,
                    examples.name(),
                    card,
                    metrics,
                    pass,
                    RunRecord.Layout.of(spark, partitions, plan.blockCount(), plan.blockRows()));
        }
    }

    private boolean isHeldOut(ModelCard model) {
        return model.heldOutData().pixelsSha256().equals(card.pixelsSha256())
                && model.heldOutData().labelsSha256().equals(card.labelsSha256());
    }
}
