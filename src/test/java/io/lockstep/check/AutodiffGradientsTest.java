package io.lockstep.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.GradientSource;
import io.lockstep.pass.Networks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class AutodiffGradientsTest extends OpinionTest {
    @Override
    protected GradientSource opinion(Iterable<Block> blocks, Scaling scaling) {
        return new AutodiffGradients(blocks, scaling);
    }

    @Test
    void theMemoryIsGivenBackAtOnce() {
        assertGivesItsMemoryBack();
    }

    /** SameDiff prints a line for each operation that it differentiates. */
    @Test
    void nothingIsPrinted() {
        Scene scene = Scene.of(Networks.DEEP, 146, 2, 2);
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream mine = new PrintStream(printed, true, UTF_8)) {
            System.setOut(mine);
            opinion(scene.blocks(), Scene.STANDARDIZER).gradientSum(scene.parameters(), scene.batch());
            assertThat(System.out).isSameAs(mine);
        } finally {
            System.setOut(out);
        }
        assertThat(printed.toString(UTF_8)).isEmpty();
    }
}
