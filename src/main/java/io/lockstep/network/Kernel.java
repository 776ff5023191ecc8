package io.lockstep.network;

import java.util.Locale;

/** Which block pass a run uses. The choice is part of the run's record: two kernels round differently. */
public enum Kernel {
    /** fused pass: ND4J's OpenBLAS called directly, the rest in one Java loop. The default on CPUs. */
    FUSED,
    /** module pass: the network's modules on ND4J operations, the lesson in code. */
    ND4J;

    /** As in configuration: {@code fused}, {@code nd4j}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
