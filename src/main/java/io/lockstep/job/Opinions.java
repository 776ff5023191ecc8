package io.lockstep.job;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.check.AutodiffGradients;
import io.lockstep.check.Checker;
import io.lockstep.check.LocalGradients;
import io.lockstep.check.Nd4jGradients;
import io.lockstep.check.NumericalGradients;
import io.lockstep.check.Opinion;
import io.lockstep.check.ReferenceGradients;
import io.lockstep.check.SecondOpinion;
import io.lockstep.check.dl4j.Dl4jGradients;
import io.lockstep.check.dl4j.Dl4jSparkGradients;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.ConfigException;
import io.lockstep.data.Scaling;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.Collection;
import java.util.List;

/**
 * The independent checks of a run's gradients.
 *
 * @param plan how the examples are cut into blocks
 * @param reference says how far a float pass may be off; used with all but local
 * @param asked the checks that the user named
 */
record Opinions(BlockPlan plan, ReferenceGradients reference, List<SecondOpinion> asked) {

    /**
     * The checks of these names; each reads the blocks itself.
     *
     * @param weighted whether examples have weights
     * @param partitions shards that Deeplearning4j's training on Spark is given
     * @param seed draws the coordinates of those that look at some only
     * @param listener is told if one is left out
     * @throws ConfigException if one of them cannot check these examples on this Spark
     */
    static Opinions of(
            Collection<Opinion> names,
            Iterable<Block> blocks,
            BlockPlan plan,
            ClusterSession session,
            PassPlan passPlan,
            boolean weighted,
            int partitions,
            long seed,
            RunListener listener) {
        if (weighted && names.contains(Opinion.DL4J_SPARK)) {
            throw new ConfigException(Dl4jSparkGradients.WEIGHTS);
        }
        Scaling scaling = passPlan.scaling();
        ReferenceGradients reference =
                new ReferenceGradients(blocks, scaling, passPlan.kernel().roundoffOfFactors());
        List<SecondOpinion> asked = independentOf(passPlan.kernel(), names, listener).stream()
                .sorted()
                .map(name -> switch (name) {
                    case LOCAL -> new LocalGradients(blocks, session.onDriver(passPlan));
                    case REFERENCE -> reference;
                    case ND4J -> new Nd4jGradients(blocks, scaling);
                    case AUTODIFF -> new AutodiffGradients(blocks, scaling);
                    case DL4J -> new Dl4jGradients(blocks, scaling);
                    case DL4J_SPARK -> dl4jSpark(session, blocks, scaling, partitions);
                    case NUMERICAL -> new NumericalGradients(blocks, scaling, seed);
                })
                .toList();
        return new Opinions(plan, reference, asked);
    }

    /** Without {@code nd4j} where this kernel is just that: it would confirm its own errors. */
    private static Collection<Opinion> independentOf(Kernel kernel, Collection<Opinion> names, RunListener listener) {
        if (kernel != Kernel.ND4J || !names.contains(Opinion.ND4J)) {
            return names;
        }
        List<Opinion> others =
                names.stream().filter(name -> name != Opinion.ND4J).toList();
        if (others.isEmpty()) {
            throw new ConfigException(
                    "check.against: expected a check other than the kernel itself, found nd4j alone with"
                            + " kernel nd4j. Add local, reference or both.");
        }
        listener.notice(
                "check.against: nd4j is left out, because it is the kernel of this run and would confirm its own errors.");
        return others;
    }

    private static SecondOpinion dl4jSpark(
            ClusterSession session, Iterable<Block> blocks, Scaling scaling, int partitions) {
        try {
            return new Dl4jSparkGradients(session.spark(), blocks, scaling, partitions);
        } catch (IllegalArgumentException e) { // Spark is set up as Deeplearning4j cannot use it
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /** Limits the slow ones to so many examples; 0 for all. */
    Checker checker(int rows) {
        return new Checker(plan, rows, reference, asked);
    }
}
