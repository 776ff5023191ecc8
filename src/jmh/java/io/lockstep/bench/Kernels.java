package io.lockstep.bench;

import io.lockstep.data.Standardizer;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;

/** The CPU kernels that are measured side by side: the first is called ours, the others by their names. */
final class Kernels {
    static final List<Kernel> ALL = List.of(Kernel.VECTOR);

    private Kernels() {}

    /** The one that a run has by default. */
    static Kernel ours() {
        return ALL.get(0);
    }

    /** All others. */
    static List<Kernel> others() {
        return ALL.subList(1, ALL.size());
    }

    /** {@code vector kernel, Java 17, ...}: a kernel and what it computes with here; starts it. */
    static String describe(Kernel kernel) {
        String backend = new PassPlan(kernel, Standardizer.identity()).backend().describe();
        return "%s kernel, %s".formatted(kernel, backend);
    }

    /** What a kernel is called in a race. */
    static String contender(Kernel kernel) {
        return kernel == ours() ? Result.OURS : kernel.toString();
    }
}
