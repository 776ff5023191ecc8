package io.lockstep.bench;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.data.Scaling;

/** Examples in one piece, with one of ten classes each, as those want them who do not read blocks. */
interface Sample {
    /** Number of examples. */
    int rows();

    /** Features of an example. */
    int columns();

    /** Scaled, as everybody gets them: (rows, columns). */
    float[] features();

    /** (rows) classes. */
    byte[] labels();

    /** How the features that are stored are scaled. */
    Scaling scaling();

    /** Bytes of all features as they are stored. */
    int storedBytes();

    /** One of the blocks into which a plan without a shuffle cuts them. */
    Block block(BlockPlan plan, int index);
}
