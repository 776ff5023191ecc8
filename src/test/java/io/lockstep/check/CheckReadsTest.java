package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.block.DigitBlocks;
import io.lockstep.data.CountedExamples;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import io.lockstep.pass.Passes;
import io.lockstep.pass.plan.Kernel;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** In a run of mini-batches a check looks at a few blocks, and reads no others. Some opinions are in {@link OpinionTest}. */
class CheckReadsTest {
    private static final int ROWS = 60;
    private static final Parameters PARAMETERS = Networks.drawn(Networks.CLASSIFIER, 7);

    static void readsItsBatchOnly(Function<Iterable<Block>, GradientSource> opinion) {
        for (BlockPlan plan : List.of(new BlockPlan(ROWS, 4), new BlockPlan(ROWS, 4, 2, 9))) {
            Batch batch = plan.part(plan.batch(3), 8);
            var examples = new CountedExamples(DigitBlocks.digits(6, ROWS));
            GradientSource source = opinion.apply(BlockReader.all(examples, plan));
            assertThat(source.gradientSum(PARAMETERS, batch).exampleCount()).isEqualTo(8);
            assertThat(examples.rowsRead()).isEqualTo(8);
        }
    }

    @Test
    void theSamePassOnOneThread() {
        readsItsBatchOnly(blocks -> new LocalGradients(blocks, Passes.plan(Kernel.VECTOR, DigitBlocks.STANDARDIZER)));
    }

    @Test
    void theDigestsOfItsBlocks() {
        BlockPlan plan = new BlockPlan(ROWS, 4, 2, 9);
        var examples = new CountedExamples(DigitBlocks.digits(6, ROWS));
        var local = new LocalGradients(
                BlockReader.all(examples, plan), Passes.plan(Kernel.VECTOR, DigitBlocks.STANDARDIZER));
        assertThat(local.digests(PARAMETERS, plan.batch(1))).hasSize(2);
        assertThat(examples.rowsRead()).isEqualTo(8);
    }

    @Test
    void theReference() {
        readsItsBatchOnly(blocks -> new ReferenceGradients(blocks, DigitBlocks.STANDARDIZER));
    }

    @Test
    void differenceQuotients() {
        readsItsBatchOnly(blocks -> new NumericalGradients(blocks, DigitBlocks.STANDARDIZER, 1, 1));
    }
}
