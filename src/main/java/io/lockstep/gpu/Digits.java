package io.lockstep.gpu;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Drawn digits in memory, by all processors. */
public final class Digits {
    /** About the mean and standard deviation of all drawn digits: here it matters only that they are the same for all that are compared. */
    static final Standardizer STANDARDIZER = new Standardizer(0.13, 0.31);

    private static final long SEED = 1;

    private Digits() {}

    /** All blocks of a plan, in their order. */
    public static List<Block> of(BlockPlan plan) {
        int withValidation = Math.toIntExact(plan.examples() + plan.examples() / 5 + 1); // whose sixth is not asked for
        Examples digits = new DrawnDigits(SEED, withValidation, 1).split(SplitName.TRAIN);
        int parts = 8 * Runtime.getRuntime().availableProcessors();
        return IntStream.range(0, parts)
                .parallel()
                .mapToObj(part -> {
                    List<Block> blocks = new ArrayList<>();
                    try (BlockReader reader = BlockReader.open(digits, plan, plan.share(part, parts))) {
                        reader.forEachRemaining(blocks::add);
                    }
                    return blocks;
                })
                .flatMap(List::stream)
                .toList();
    }
}
