package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.ImageBlock;
import io.lockstep.data.Standardizer;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.Networks;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of the reduction: every block's gradient is right, or was at some time, and what is made of them is wrong. */
class PlantedFaultTest {
    private static final String MIXED = "examples are weighted unequally (an average of averages?), or the two used"
            + " different examples or parameters";

    static Stream<Architecture> networks() {
        return Stream.of(Networks.LESSON, Networks.CLASSIFIER, Networks.DEEP);
    }

    /** Both comparisons must catch it, and say the same. */
    private static void assertCaught(Scene scene, Gradient faulty, String diagnosis) {
        for (Agreement agreement : List.of(scene.againstReference(faulty), scene.againstLocal(faulty))) {
            assertThat(agreement.agrees()).as("%s", agreement).isFalse();
            assertThat(agreement.diagnosis()).contains(diagnosis);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void withoutAFaultNothingIsCaught(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        Gradient right = scene.mean(scene.blockGradients());
        assertThat(scene.againstReference(right).agrees()).isTrue();
        assertThat(scene.againstLocal(right).agrees()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theMeanOfPartitionMeans(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        List<BlockGradient> gradients = scene.blockGradients();
        List<Gradient> partitions = List.of( // 256 examples and 44, which weigh as much
                scene.mean(gradients.subList(0, 4)), scene.mean(gradients.subList(4, 5)));
        double[] values = new double[architecture.parameterCount()];
        double loss = 0;
        for (Gradient partition : partitions) {
            for (int i = 0; i < values.length; i++) {
                values[i] += partition.values()[i] / partitions.size();
            }
            loss += partition.loss() / partitions.size();
        }
        assertCaught(scene, new Gradient(architecture, values, loss, 300), MIXED);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aDivisionByTheNumberOfExamplesThatIsMissingOrDoneTwice(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        Gradient right = scene.mean(scene.blockGradients());
        assertCaught(
                scene, scaled(right, 300), "300 times too large: the division by the number of examples is missing");
        assertCaught(
                scene,
                scaled(right, 1.0 / 300),
                "300 times too small: the division by the number of examples was done twice");
        assertCaught(
                scene,
                scaled(right, 2),
                "every value is 2.00000 times the correct value: a factor is missing or wrong");
        assertCaught(scene, scaled(right, -1), "every value is -1.00000 times the correct value");
    }

    /** Counted by blocks, as MLlib's perceptron does: the gradient sum over 5 blocks divided by 5. */
    @ParameterizedTest
    @MethodSource("networks")
    void aDivisionByTheNumberOfBlocks(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        Gradient right = scene.mean(scene.blockGradients());
        assertCaught(
                scene,
                scaled(right, 60),
                "every value is 60.0000 times the correct value: the sum was divided by 5, not by 300 examples");
    }

    private static Gradient scaled(Gradient gradient, double factor) {
        double[] values = gradient.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return new Gradient(gradient.architecture(), values, gradient.loss() * factor, gradient.exampleCount());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aDroppedBlock(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        List<BlockGradient> gradients = scene.blockGradients();
        gradients.remove(4); // the short one
        assertCaught(scene, scene.mean(gradients), "cluster counted 256 examples and ");
        assertCaught(scene, scene.mean(gradients), " 300: a block is missing");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aBlockAddedTwice(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        List<BlockGradient> gradients = scene.blockGradients();
        gradients.add(gradients.get(2)); // a task's result counted for its retry too
        assertCaught(scene, scene.mean(gradients), "300: a block was added twice");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aPartitionMergedTwiceInPlaceOfAnother(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        List<BlockGradient> gradients = scene.blockGradients();
        gradients.set(3, gradients.get(2)); // the count is right
        assertCaught(scene, scene.mean(gradients), MIXED);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void staleParametersOnOnePartition(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        Optimizer optimizer = new GradientDescent();
        Parameters next = optimizer
                .step(optimizer.initial(scene.parameters()), scene.mean(scene.blockGradients()), 0.01)
                .parameters();
        Scene now = new Scene(next, scene.blocks(), scene.batch());
        List<BlockGradient> gradients = now.blockGradients();
        gradients.set(4, scene.blockGradients().get(4)); // the step before's, on 44 of 300 examples
        assertCaught(now, now.mean(gradients), MIXED);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theLabelsOfAnotherBlock(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        List<Block> swapped = new ArrayList<>(scene.blocks());
        Collections.swap(swapped, 1, 2);
        List<Block> blocks = new ArrayList<>(scene.blocks());
        for (int index = 1; index <= 2; index++) {
            Block right = scene.blocks().get(index);
            byte[] labels = ImageBlock.labels(swapped.get(index));
            blocks.set(
                    index,
                    ImageBlock.of(index, right.firstExample(), right.columns(), ImageBlock.pixels(right), labels));
        }
        Scene wrong = new Scene(scene.parameters(), blocks, scene.batch());
        Gradient faulty = wrong.mean(wrong.blockGradients());
        // all labels are still there, so that the sum of dOutput is right but for rounding
        assertThat(scene.againstReference(faulty).diagnosis())
                .startsWith("the loss and the gradient both differ, but not b" + architecture.layers()
                        + ": labels are paired with the outputs of other examples");
        assertThat(scene.againstLocal(faulty).agrees()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void oneFlippedBitOfTheExponent(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        int index = largest(scene.blockGradients().get(1));
        String coordinate = architecture.tensorAt(index).coordinate(index);
        assertCaught(scene, scene.mean(flipped(scene, index, 23)), "only " + coordinate + " differs");
    }

    /** Too small for any tolerance: this is what the exact comparison is for. */
    @ParameterizedTest
    @MethodSource("networks")
    void oneFlippedLastBit(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        int index = largest(scene.blockGradients().get(1));
        Gradient faulty = scene.mean(flipped(scene, index, 0));
        assertThat(scene.againstReference(faulty).agrees()).isTrue();
        Agreement exact = scene.againstLocal(faulty);
        assertThat(exact.agrees()).isFalse();
        assertThat(exact.diagnosis())
                .startsWith("only " + architecture.tensorAt(index).coordinate(index)
                        + " differs: it was corrupted in memory or in transit");
    }

    private static List<BlockGradient> flipped(Scene scene, int index, int bit) {
        List<BlockGradient> gradients = scene.blockGradients();
        BlockGradient right = gradients.get(1);
        float[] values = right.gradientSum().clone();
        values[index] = Float.intBitsToFloat(Float.floatToIntBits(values[index]) ^ (1 << bit));
        gradients.set(1, new BlockGradient(1, values, right.lossSum(), right.exampleCount()));
        return gradients;
    }

    private static int largest(BlockGradient gradient) {
        int largest = 0;
        for (int i = 0; i < gradient.gradientSum().length; i++) {
            largest = Math.abs(gradient.gradientSum()[i]) > Math.abs(gradient.gradientSum()[largest]) ? i : largest;
        }
        return largest;
    }

    /** The smallest change that a sum can have: one unit of one value, or of the loss. */
    @ParameterizedTest
    @MethodSource("networks")
    void oneUnit(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        double unit = 0x1p-39 / 300; // 48 digits less the 9 of 300 examples
        Gradient right = scene.mean(scene.blockGradients());
        double[] values = right.values().clone();
        values[architecture.bias(1).offset()] += unit;
        Agreement agreement = scene.againstLocal(new Gradient(architecture, values, right.loss(), 300));
        assertThat(agreement.agrees()).isFalse();
        assertThat(agreement.diagnosis()).startsWith("only b1[0] differs");

        Gradient loss = new Gradient(architecture, right.values(), right.loss() + unit, 300);
        assertThat(scene.againstLocal(loss).diagnosis()).startsWith("the gradient agrees and the loss does not");
    }

    /**
     * ND4J's float mean of the pixels is 0.1311 where the truth is 0.13045. Caught where the executors standardise so and the
     * reference does not. Where both are given the same wrong mean, no comparison of gradients can see it: then only the
     * mean and deviation after standardising tell, which every run shows, and PyTorch's numbers in {@link GoldenTest}.
     */
    @ParameterizedTest
    @MethodSource("networks")
    void aMeanThatWasAddedUpInFloat(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        Standardizer wrong = new Standardizer(Scene.STANDARDIZER.mean() + 0.00065, Scene.STANDARDIZER.deviation());
        assertCaught(scene, scene.mean(scene.blockGradients(scene.parameters(), wrong)), MIXED);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aLossThatIsNotItsGradientsLoss(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        Gradient right = scene.mean(scene.blockGradients());
        Gradient wrong = new Gradient(architecture, right.values(), right.loss() * 1.001, 300);
        assertCaught(scene, wrong, "the gradient agrees and the loss does not");
    }
}
