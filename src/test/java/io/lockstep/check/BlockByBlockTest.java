package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.ImageBlock;
import io.lockstep.data.Standardizer;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of a source that differs, how the blocks say why: here on one thread, on Spark in {@link MutationScoreTest}. */
class BlockByBlockTest {
    private static final Scene SCENE = Scene.of(Networks.CLASSIFIER);
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, Scene.STANDARDIZER);
    private static final LocalGradients RIGHT = new LocalGradients(SCENE.blocks(), PASS);

    private static String told(GradientSource source) {
        return BlockByBlock.of(
                source,
                RIGHT,
                RIGHT.gradientSum(SCENE.parameters(), SCENE.batch()).mean(),
                SCENE.parameters(),
                SCENE.batch());
    }

    private static GradientSource over(List<Block> blocks) {
        return new LocalGradients(blocks, PASS);
    }

    /** Sums and digests from different sources. */
    private record Both(GradientSource sums, GradientSource digests) implements GradientSource {
        @Override
        public String name() {
            return "both";
        }

        @Override
        public GradientSum gradientSum(Parameters parameters, Batch batch) {
            return sums.gradientSum(parameters, batch);
        }

        @Override
        public List<BlockDigest> digests(Parameters parameters, Batch batch) {
            return digests.digests(parameters, batch);
        }
    }

    @Test
    void aBlockThatIsMissingOrThereTwice() {
        List<Block> blocks = new ArrayList<>(SCENE.blocks());
        blocks.remove(1);
        assertThat(told(over(blocks)))
                .isEqualTo(": block 1 of 5 was not computed exactly once: the error is in the layout of the blocks");
        blocks.add(SCENE.blocks().get(3)); // the number of examples is right again
        assertThat(told(over(blocks)))
                .isEqualTo(
                        ": blocks 1, 3 of 5 were not computed exactly once: the error is in the layout of the blocks");
    }

    @Test
    void aBlockOfOtherExamples() {
        List<Block> blocks = new ArrayList<>(SCENE.blocks());
        Block right = blocks.get(2);
        byte[] labels = ImageBlock.labels(right).clone();
        labels[63] ^= 1;
        blocks.set(2, ImageBlock.of(2, right.firstExample(), right.columns(), ImageBlock.pixels(right), labels));
        assertThat(told(over(blocks)))
                .isEqualTo(": block 2 of 5 has different examples: the error is in the data read there");
    }

    @Test
    void someBlocksWithAnotherResult() {
        GradientSource other = new LocalGradients(SCENE.blocks(), new PassPlan(Kernel.ND4J, Scene.STANDARDIZER));
        List<BlockDigest> digests = new ArrayList<>(RIGHT.digests(SCENE.parameters(), SCENE.batch()));
        digests.set(4, other.digests(SCENE.parameters(), SCENE.batch()).get(4));
        assertThat(told(given(digests)))
                .isEqualTo(
                        ": block 4 of 5 has a different gradient of the same examples: the error is in the computation or the"
                                + " parameters there");
    }

    private static GradientSource given(List<BlockDigest> digests) {
        return new GradientSource() {
            @Override
            public String name() {
                return "given";
            }

            @Override
            public GradientSum gradientSum(Parameters parameters, Batch batch) {
                throw new AssertionError("a block differs, which is enough");
            }

            @Override
            public List<BlockDigest> digests(Parameters parameters, Batch batch) {
                return digests;
            }
        };
    }

    @Test
    void everyBlockWithAnotherResult() {
        Standardizer other = new Standardizer(Scene.STANDARDIZER.mean() + 1e-4, Scene.STANDARDIZER.deviation());
        assertThat(told(new LocalGradients(SCENE.blocks(), PASS.with(other))))
                .isEqualTo(
                        ": every block has a different gradient of the same examples: the error is in the parameters, the standardizer or"
                                + " the kernel of the executors");
    }

    @Test
    void theSumAlone() {
        GradientSource withoutTheFirst = over(SCENE.blocks().subList(1, 5));
        assertThat(told(new Both(withoutTheFirst, RIGHT)))
                .isEqualTo(", but each block agrees: the error is in the reduction");
    }

    @Test
    void nothingAnyMore() {
        assertThat(told(RIGHT)).startsWith(", but agrees when computed again: the error was transient");
    }

    @Test
    void aSourceThatDoesNotWorkByBlocksTellsNothing() {
        assertThat(told(given(List.of()))).isEmpty();
        assertThat(new ReferenceGradients(SCENE.blocks(), Scene.STANDARDIZER)
                        .digests(SCENE.parameters(), SCENE.batch()))
                .isEmpty();
    }
}
