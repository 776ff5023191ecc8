package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;

/**
 * A check by the lesson's modules, {@link Kernel#ND4J}, on one thread of the CPU. They share no code with the other kernels, and have their
 * products from another library; the formulas of the gradient are the same. In float32, so that it rounds as much as what it checks.
 */
public final class Nd4jGradients implements SecondOpinion {
    private final LocalGradients modules;

    /** Gradients over these blocks, read anew each time. */
    public Nd4jGradients(Iterable<Block> blocks, Scaling scaling) {
        modules = new LocalGradients(blocks, new PassPlan(Kernel.ND4J, scaling));
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public boolean inFloat() {
        return true;
    }

    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        return modules.gradientSum(parameters, batch);
    }
}
