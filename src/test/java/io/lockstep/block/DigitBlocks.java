package io.lockstep.block;

import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
import java.util.ArrayList;
import java.util.List;

/** Drawn digits cut into blocks, for tests. */
public final class DigitBlocks {
    /** About the mean and deviation of the drawn digits. */
    public static final Standardizer STANDARDIZER = new Standardizer(0.1304, 0.3073);

    private DigitBlocks() {}

    /** The first digits that this seed draws. */
    public static Examples digits(long seed, int rows) {
        return new DrawnDigits(seed, rows + (rows - 1) / 5 + 1, 1).split(SplitName.TRAIN);
    }

    /** The first {@code rows} digits in blocks. */
    public static List<Block> of(long seed, int rows, int blockRows) {
        List<Block> blocks = new ArrayList<>();
        BlockReader.all(digits(seed, rows), new BlockPlan(rows, blockRows)).forEach(blocks::add);
        return blocks;
    }

    /** The first {@code rows} digits in one block. */
    public static Block one(long seed, int rows) {
        return of(seed, rows, rows).get(0);
    }
}
