package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;
import io.lockstep.network.PassPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the other opinions for a step's gradient and compares. */
public final class Checker {
    private final @Nullable LocalGradients local;
    private final @Nullable ReferenceGradients reference;

    /**
     * Checks by these opinions.
     *
     * @param blocks every block, in order; read anew by each opinion
     */
    public Checker(Iterable<Block> blocks, PassPlan passPlan, boolean local, boolean reference) {
        this.local = local ? new LocalGradients(blocks, passPlan) : null;
        this.reference = reference ? new ReferenceGradients(blocks, passPlan.standardizer()) : null;
    }

    /** Compares the gradient that {@code source} gave for this batch at these parameters. */
    public Verification verify(int step, String source, Gradient gradient, Parameters parameters, Batch batch) {
        List<Agreement> agreements = new ArrayList<>();
        long kinks = 0;
        if (local != null) {
            Gradient same = local.gradientSum(parameters, batch).mean();
            agreements.add(Agreement.exact(source, gradient, local.name(), same));
        }
        if (reference != null) {
            ReferenceGradients.Measured exact = reference.measure(parameters, batch);
            kinks = exact.bound().kinks();
            agreements.add(Agreement.within(
                    exact.bound(),
                    source,
                    gradient,
                    reference.name(),
                    exact.gradientSum().mean()));
        }
        return new Verification(step, agreements, kinks);
    }
}
