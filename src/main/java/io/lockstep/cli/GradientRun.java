package io.lockstep.cli;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.check.Opinion;
import io.lockstep.check.Verification;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.PassChoice;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.config.MixedCluster;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.GradientExport;
import java.util.List;

/**
 * One gradient of a whole split, from the blocks on Spark to the comparison.
 *
 * @param examples the split
 * @param card of the rows in use
 * @param onCpu kernel and standardizer
 * @param policy what may compute
 * @param mixed what becomes of it where machines do not all give the same bits
 * @param blockRows examples a block
 * @param parameters where the gradient is taken
 * @param origin where the parameters are from, for the screen
 * @param against who else is asked
 * @param checkRows how many examples the slow ones are asked about; 0 for all
 * @param seed of what is sampled
 * @param inputGradientRows of how many examples the gradient with respect to the input is wanted
 */
record GradientRun(
        Examples examples,
        DatasetCard card,
        PassPlan onCpu,
        BackendPolicy policy,
        MixedCluster mixed,
        int blockRows,
        Parameters parameters,
        String origin,
        List<Opinion> against,
        int checkRows,
        long seed,
        int inputGradientRows) {

    /** What came out. */
    record Outcome(Verification verification, GradientExport export) {}

    /** Computes, compares and shows. */
    Outcome on(ClusterSession session, int partitions, Screen screen) {
        Architecture architecture = parameters.architecture();
        BlockPlan plan = new BlockPlan(card.rows(), blockRows);
        PassChoice pass = session.choose(onCpu, policy);
        PassPlan passPlan = pass.plan();
        screen.heading("Machine");
        screen.machine(pass, session.describe(), partitions, plan.blockCount(), blockRows);
        screen.network(architecture, origin);
        ProbeBlocks probe = ProbeBlocks.of(architecture, plan);
        Fingerprints fingerprints = session.fingerprints(probe, passPlan, against.contains(Opinion.LOCAL));
        SameBits sameBits = Sessions.held(mixed, probe, fingerprints, screen);
        try (ClusterBlocks blocks =
                ClusterBlocks.of(session.spark(), examples, plan, partitions).requiring(sameBits)) {
            Statistics statistics = Statistics.of(blocks, parameters, passPlan);
            screen.heading("Mean and deviation before and after standardising");
            screen.statistics(card, statistics);

            long start = System.nanoTime();
            Batch batch = plan.fullBatch(1);
            GradientSource cluster = new ClusterGradients(blocks, passPlan);
            Gradient gradient = cluster.gradientSum(parameters, batch).mean();
            long milliseconds = (System.nanoTime() - start) / 1_000_000;
            screen.heading("Gradient of %,d examples in %d ms: loss %.10g, |gradient| %.10g"
                    .formatted(gradient.exampleCount(), milliseconds, gradient.loss(), gradient.norm()));
            Verification verification = Opinions.of(against, examples, plan, session, passPlan, partitions, seed)
                    .checker(checkRows)
                    .verify(cluster, gradient, parameters, batch);
            screen.verification(verification);
            GradientExport export = new GradientExport(
                    parameters,
                    gradient,
                    statistics.after(),
                    verification,
                    card,
                    passPlan,
                    pass.backend(),
                    partitions,
                    blockRows);
            if (inputGradientRows > 0) {
                export.addInputGradient(
                        blocks.inputGradients(parameters, passPlan, inputGradientRows), inputGradientRows);
            }
            return new Outcome(verification, export);
        }
    }
}
