package io.lockstep.check.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.ImageBlock;
import io.lockstep.check.OpinionTest;
import io.lockstep.check.ReferenceGradients;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Dl4jGradientsTest extends OpinionTest {
    @Override
    protected GradientSource opinion(Iterable<Block> blocks, Scaling scaling) {
        return new Dl4jGradients(blocks, scaling);
    }

    @Test
    void theMemoryIsGivenBackAtOnce() {
        assertGivesItsMemoryBack();
    }

    /** A softmax below 1e-308 is 0 in double, and Deeplearning4j takes the logarithm of the softmax. */
    @Test
    void aLossBeyond690IsCappedAndItsGradientIsRight() {
        List<Block> blocks = List.of(DigitBlocks.one(147, 1));
        int wrong = (ImageBlock.label(blocks.get(0), 0) + 1) % 10;
        float[] values = Networks.drawn(Networks.CLASSIFIER, 147).values().clone();
        values[Networks.CLASSIFIER.bias(2).offset() + wrong] = 5000;
        Parameters parameters = new Parameters(Networks.CLASSIFIER, values);
        Gradient gradient = mean(opinion(blocks, DigitBlocks.STANDARDIZER), parameters);
        Gradient expected = mean(new ReferenceGradients(blocks, DigitBlocks.STANDARDIZER), parameters);
        assertThat(expected.loss()).isGreaterThan(4000);
        assertThat(gradient.loss())
                .isEqualTo(300 * Math.log(10), within(1e-9)); // 1e-300; a loss of 690 has ulps of 1e-13
        // The softmax is exactly 0 or 1. What rounds are sums of 784 products of 100 in all: by 784 x 2^-53 x 100 at
        // most.
        assertThat(IntStream.range(0, values.length)
                        .mapToDouble(i -> Math.abs(gradient.values()[i] - expected.values()[i]))
                        .max()
                        .orElseThrow())
                .isLessThan(1e-11);
    }

    private static Gradient mean(GradientSource opinion, Parameters parameters) {
        return opinion.gradientSum(parameters, new BlockPlan(1, 1).fullBatch(1)).mean();
    }
}
