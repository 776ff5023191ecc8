package io.lockstep.pass;

import io.lockstep.data.Scaling;
import io.lockstep.pass.cuda.CudaEmulator;
import io.lockstep.pass.device.Processor;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;
import java.util.stream.Stream;

/** The passes that compute in float32, each with a plan that can be opened here: those for GPUs on an emulated one. */
public final class Passes {
    /** Which implementations. */
    public static final List<Kernel> KERNELS = List.of(Kernel.VECTOR, Kernel.ND4J, Kernel.CUDA);

    private Passes() {}

    /** The same for parameterised tests. */
    public static Stream<Kernel> kernels() {
        return KERNELS.stream();
    }

    /** A plan for one of them, or for tensor cores; skips the test if what it needs is not here. */
    public static PassPlan plan(Kernel kernel, Scaling scaling) {
        PassPlan plan = new PassPlan(kernel, scaling);
        if (!kernel.isCuda()) {
            return plan;
        }
        CudaEmulator.require();
        return plan.on(Processor.gpu("0"));
    }
}
