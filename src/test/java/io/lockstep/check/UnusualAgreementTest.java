package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.ImageBlock;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.Networks;
import io.lockstep.pass.Passes;
import io.lockstep.pass.plan.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data and parameters on which a correct pass must agree although roundings are not what they usually are. */
class UnusualAgreementTest {
    private static final int ROWS = 1024;

    static Stream<Architecture> networks() {
        return Networks.all();
    }

    private static void assertAgrees(Scene scene, String what) {
        for (Kernel kernel : Passes.KERNELS) {
            Agreement agreement = scene.againstReference(scene.local(kernel));
            assertThat(agreement.agrees())
                    .as("%s, %s: %s", what, kernel, agreement)
                    .isTrue();
        }
    }

    private static Scene scaled(Architecture architecture, float factor) {
        Scene scene = Scene.of(architecture, 140, 200, 128);
        float[] values = scene.parameters().values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return new Scene(new Parameters(architecture, values), scene.blocks(), scene.batch());
    }

    /** Every example is the same, so that every rounding is made {@code ROWS} times. */
    @ParameterizedTest
    @MethodSource("networks")
    void equalImages(Architecture architecture) {
        for (int grey : new int[] {0, 33, 200}) { // 33 is about the mean, near 0 when standardised
            List<Block> blocks = new ArrayList<>();
            for (int index = 0; index < 2; index++) {
                byte[] pixels = new byte[512 * 784];
                byte[] labels = new byte[512];
                Arrays.fill(pixels, (byte) grey);
                Arrays.fill(labels, (byte) 3);
                blocks.add(ImageBlock.of(index, index * 512L, 784, pixels, labels));
            }
            Scene scene = new Scene(Networks.drawn(architecture, 141), blocks, new BlockPlan(ROWS, 512).fullBatch(1));
            assertAgrees(scene, "grey " + grey);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void largeWeights(Architecture architecture) {
        assertAgrees(scaled(architecture, architecture.layers() > 2 ? 2 : 10), "large");
    }

    /** The gradient vanishes, or is below the units of the exact sum. */
    @ParameterizedTest
    @MethodSource("networks")
    void smallWeights(Architecture architecture) {
        for (float factor : new float[] {1e-3f, 1e-6f, 1e-30f, 0}) {
            assertAgrees(scaled(architecture, factor), "times " + factor);
        }
    }

    /** Every hidden unit is off: the gradient before it is exactly 0, and no more than the exact sum's units are allowed. */
    @ParameterizedTest
    @MethodSource("networks")
    void deadUnits(Architecture architecture) {
        Scene scene = Scene.of(architecture, 142, 200, 128);
        float[] values = scene.parameters().values().clone();
        for (int layer = 1; layer < architecture.layers(); layer++) {
            TensorLayout bias = architecture.bias(layer);
            Arrays.fill(values, bias.offset(), bias.end(), -1000);
        }
        Scene dead = new Scene(new Parameters(architecture, values), scene.blocks(), scene.batch());
        assertAgrees(dead, "dead");
        if (architecture.layers() > 1) {
            Agreement agreement = dead.againstReference(dead.local(Kernel.VECTOR));
            assertThat(agreement.tensors().get(0).maxAbsolute()).isZero();
            assertThat(agreement.tensors().get(0).tolerance()).isLessThan(1e-10);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void positiveWeights(Architecture architecture) {
        Scene scene = Scene.of(architecture, 143, 200, 128);
        float[] values = scene.parameters().values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]) / architecture.layers();
        }
        assertAgrees(new Scene(new Parameters(architecture, values), scene.blocks(), scene.batch()), "positive");
    }
}
