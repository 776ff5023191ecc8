package io.lockstep.job;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterSession;
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
import io.lockstep.report.TargetNames;

/**
 * A model and the split on which it is evaluated, in the blocks of the model's run.
 *
 * @param chosen the model
 * @param examples the split
 * @param card of all of it
 * @param listener hears of it
 */
record EvaluateSplit(ChosenModel chosen, Examples examples, DatasetCard card, RunListener listener)
        implements EvaluateJob {

    /**
     * Finds and reads the data.
     *
     * @throws DataException if it does not fit the model
     */
    static EvaluateSplit prepare(ChosenModel chosen, String source, SplitName split, RunListener listener) {
        Sources.Source found = Sources.open(source, chosen.config().data(), listener);
        Dataset dataset = found.dataset();
        Examples examples = dataset.split(split);
        requireFit(chosen.model().card(), examples, dataset.location(), true);
        DatasetCard card = DatasetCard.of(examples, dataset.location(), examples.rows());
        listener.on(new RunEvent.DataRead(card));
        return new EvaluateSplit(chosen, examples, card, listener);
    }

    /**
     * Refuses data of another shape, and, where its labels count, with more classes.
     *
     * @throws DataException naming both
     */
    static void requireFit(ModelCard model, Examples examples, String location, boolean byLabel) {
        Architecture architecture = model.architecture();
        String where = location + ", " + examples.name();
        if (examples.columns() != architecture.inputs()) {
            throw new DataException(
                    where,
                    "%,d pixels per image, the inputs of the model %s".formatted(architecture.inputs(), architecture),
                    "%,d (%d x %d)".formatted(examples.columns(), examples.height(), examples.width()),
                    "Use data of the kind that the model was trained on, or a model for this data.");
        }
        if (byLabel && architecture.loss() == Loss.CROSS_ENTROPY && examples.classes() > architecture.outputs()) {
            throw new DataException(
                    where,
                    "at most %,d classes, the outputs of the model %s".formatted(architecture.outputs(), architecture),
                    "%,d".formatted(examples.classes()),
                    "Use data of the kind that the model was trained on, or a model for this data.");
        }
        if (byLabel) {
            requireClasses(model, examples, where);
        }
    }

    /** A class is a place among the names: other names would be other classes. */
    private static void requireClasses(ModelCard model, Examples examples, String where) {
        TargetNames names = TargetNames.of(model.target());
        for (int label = 0; label < examples.classes(); label++) {
            if (!names.of(label).equals(examples.classNames().get(label))) {
                throw new DataException(
                        where,
                        "the classes on which the model was trained, the %s '%s'"
                                .formatted(label == 0 ? "first" : "next", names.of(label)),
                        "'" + examples.classNames().get(label) + "'",
                        "Use data of the kind that the model was trained on, with its training files in the same folder.");
            }
        }
    }

    @Override
    public ModelEvaluation on(ClusterSession session) {
        RunConfig config = chosen.config();
        Parameters parameters = chosen.model().parameters();
        int partitions = Sessions.partitions(session, config);
        BlockPlan plan = new BlockPlan(card.rows(), config.block().rows());
        ProbeBlocks probe = ProbeBlocks.of(parameters.architecture(), plan);
        Machine machine = Machine.of(
                session,
                new Machine.Work(
                        config,
                        chosen.onCpu(),
                        parameters.architecture(),
                        "",
                        probe,
                        partitions,
                        plan.blockCount(),
                        plan.blockRows(),
                        false),
                listener);
        try (ClusterBlocks blocks =
                ClusterBlocks.of(session.spark(), examples, plan, partitions).requiring(machine.sameBits())) {
            return ModelEvaluation.of(
                    chosen.folder().toString(),
                    chosen.model().card(),
                    examples.name(),
                    card,
                    Metrics.of(
                            blocks.evaluate(parameters, machine.plan()),
                            TargetNames.of(chosen.model().card().target())),
                    machine.plan().kernel(),
                    machine.pass().backend(),
                    machine.layout());
        }
    }
}
