package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import io.lockstep.data.Targets;
import io.lockstep.gradient.FixedPoint;
import io.lockstep.gradient.Gradient;
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

    static Stream<Scene> scenes() {
        return Scene.ofEveryKind(Networks.LESSON, Networks.CLASSIFIER, Networks.DEEP).stream();
    }

    /** Both comparisons must catch it, and say the same. */
    private static void assertCaught(Scene scene, Gradient faulty, String diagnosis) {
        for (Agreement agreement : List.of(scene.againstReference(faulty), scene.againstLocal(faulty))) {
            assertThat(agreement.agrees()).as("%s", agreement).isFalse();
            assertThat(agreement.diagnosis()).contains(diagnosis);
        }
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void withoutAFaultNothingIsCaught(Scene scene) {
        Gradient right = scene.mean(scene.blockGradients());
        assertThat(scene.againstReference(right).agrees()).isTrue();
        assertThat(scene.againstLocal(right).agrees()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void theMeanOfPartitionMeans(Scene scene) {
        List<BlockGradient> gradients = scene.blockGradients();
        List<Gradient> partitions = List.of( // 256 examples and 44, which weigh as much
                scene.mean(gradients.subList(0, 4)), scene.mean(gradients.subList(4, 5)));
        double[] values = new double[scene.architecture().parameterCount()];
        double loss = 0;
        for (Gradient partition : partitions) {
            for (int i = 0; i < values.length; i++) {
                values[i] += partition.values()[i] / partitions.size();
            }
            loss += partition.loss() / partitions.size();
        }
        assertCaught(scene, new Gradient(scene.architecture(), values, loss, 300, scene.weightSum()), MIXED);
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void aDivisionByTheNumberOfExamplesThatIsMissingOrDoneTwice(Scene scene) {
        Gradient right = scene.mean(scene.blockGradients());
        String by = scene.isWeighted() ? "the sum of the weights" : "the number of examples";
        double sum = scene.weightSum();
        assertCaught(
                scene, scaled(right, sum), times(scene) + " times too large: the division by " + by + " is missing");
        assertCaught(
                scene,
                scaled(right, 1 / sum),
                times(scene) + " times too small: the division by " + by + " was done twice");
        assertCaught(
                scene,
                scaled(right, 2),
                "every value is 2.00000 times the correct value: a factor is missing or wrong");
        assertCaught(scene, scaled(right, -1), "every value is -1.00000 times the correct value");
    }

    /** Counted by blocks, as MLlib's perceptron does: the gradient sum over 5 blocks divided by 5. */
    @ParameterizedTest
    @MethodSource("scenes")
    void aDivisionByTheNumberOfBlocks(Scene scene) {
        Gradient right = scene.mean(scene.blockGradients());
        assertCaught(
                scene,
                scaled(right, scene.weightSum() / 5),
                scene.isWeighted()
                        ? "the sum was divided by 5, not by " + times(scene) + ", the sum of the weights"
                        : "every value is 60.0000 times the correct value: the sum was divided by 5, not by 300 examples");
    }

    /** Weights in the sums, but not in what they are divided by. */
    @ParameterizedTest
    @MethodSource("scenes")
    void aDivisionByTheNumberOfExamplesInPlaceOfTheirWeights(Scene scene) {
        if (scene.isWeighted()) {
            Gradient right = scene.mean(scene.blockGradients());
            assertCaught(
                    scene,
                    scaled(right, scene.weightSum() / 300),
                    "the sum was divided by the 300 examples, not by " + times(scene) + ", the sum of their weights");
        }
    }

    private static String times(Scene scene) {
        return scene.isWeighted() ? "%,.1f".formatted(scene.weightSum()) : "300";
    }

    private static Gradient scaled(Gradient gradient, double factor) {
        double[] values = gradient.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return new Gradient(
                gradient.architecture(),
                values,
                gradient.loss() * factor,
                gradient.exampleCount(),
                gradient.weightSum());
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void aDroppedBlock(Scene scene) {
        List<BlockGradient> gradients = scene.blockGradients();
        gradients.remove(4); // the short one
        assertCaught(scene, scene.mean(gradients), "cluster counted 256 examples and ");
        assertCaught(scene, scene.mean(gradients), " 300: a block is missing");
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void aBlockAddedTwice(Scene scene) {
        List<BlockGradient> gradients = scene.blockGradients();
        gradients.add(gradients.get(2)); // a task's result counted for its retry too
        assertCaught(scene, scene.mean(gradients), "300: a block was added twice");
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void aPartitionMergedTwiceInPlaceOfAnother(Scene scene) {
        List<BlockGradient> gradients = scene.blockGradients();
        gradients.set(3, gradients.get(2)); // the count is right
        assertCaught(scene, scene.mean(gradients), MIXED);
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void staleParametersOnOnePartition(Scene scene) {
        Optimizer optimizer = new GradientDescent();
        Parameters next = optimizer
                .step(optimizer.initial(scene.parameters()), scene.mean(scene.blockGradients()), 0.01)
                .parameters();
        Scene now = new Scene(next, scene.blocks(), scene.batch(), scene.scaling());
        List<BlockGradient> gradients = now.blockGradients();
        gradients.set(4, scene.blockGradients().get(4)); // the step before's, on 44 of 300 examples
        assertCaught(now, now.mean(gradients), MIXED);
    }

    @ParameterizedTest
    @MethodSource("scenes")
    @SuppressWarnings("NullAway") // it does not see in class files that an array may be null
    void theLabelsOfAnotherBlock(Scene scene) {
        List<Block> swapped = new ArrayList<>(scene.blocks());
        Collections.swap(swapped, 1, 2);
        List<Block> blocks = new ArrayList<>(scene.blocks());
        for (int index = 1; index <= 2; index++) {
            Block right = scene.blocks().get(index);
            Targets targets = swapped.get(index).targets();
            blocks.set(index, new Block(index, right.firstExample(), right.features(), targets, right.weights()));
        }
        Scene wrong = new Scene(scene.parameters(), blocks, scene.batch(), scene.scaling());
        Gradient faulty = wrong.mean(wrong.blockGradients());
        // all labels are still there, so that the sum of dOutput is right but for rounding; not the sum by weights
        assertThat(scene.againstReference(faulty).diagnosis())
                .startsWith(
                        scene.isWeighted()
                                ? "the loss and the gradient both differ"
                                : "the loss and the gradient both differ, but not b"
                                        + scene.architecture().layers()
                                        + ": labels are paired with the outputs of other examples");
        assertThat(scene.againstLocal(faulty).agrees()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void oneFlippedBitOfTheExponent(Scene scene) {
        int index = largest(scene.blockGradients().get(1));
        String coordinate = scene.architecture().tensorAt(index).coordinate(index);
        assertCaught(scene, scene.mean(flipped(scene, index, 23)), "only " + coordinate + " differs");
    }

    /** Too small for any tolerance: this is what the exact comparison is for. */
    @ParameterizedTest
    @MethodSource("scenes")
    void oneFlippedLastBit(Scene scene) {
        int index = largest(scene.blockGradients().get(1));
        Gradient faulty = scene.mean(flipped(scene, index, 0));
        assertThat(scene.againstReference(faulty).agrees()).isTrue();
        Agreement exact = scene.againstLocal(faulty);
        assertThat(exact.agrees()).isFalse();
        assertThat(exact.diagnosis())
                .startsWith("only " + scene.architecture().tensorAt(index).coordinate(index)
                        + " differs: it was corrupted in memory or in transit");
    }

    private static List<BlockGradient> flipped(Scene scene, int index, int bit) {
        List<BlockGradient> gradients = scene.blockGradients();
        BlockGradient right = gradients.get(1);
        float[] values = right.gradientSum().clone();
        values[index] = Float.intBitsToFloat(Float.floatToIntBits(values[index]) ^ (1 << bit));
        gradients.set(1, new BlockGradient(1, values, right.lossSum(), right.exampleCount(), right.weightSum()));
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
    @MethodSource("scenes")
    void oneUnit(Scene scene) {
        double unit = FixedPoint.ofGradients(scene.batch()).value(1) / scene.weightSum();
        double lossUnit = FixedPoint.ofLosses(scene.batch()).value(1) / scene.weightSum();
        Gradient right = scene.mean(scene.blockGradients());
        double[] values = right.values().clone();
        values[scene.architecture().bias(1).offset()] += unit;
        Agreement agreement = scene.againstLocal(new Gradient(scene.architecture(), values, right.loss(), 300));
        assertThat(agreement.agrees()).isFalse();
        assertThat(agreement.diagnosis()).startsWith("only b1[0] differs");

        Gradient loss = new Gradient(scene.architecture(), right.values(), right.loss() + lossUnit, 300);
        assertThat(scene.againstLocal(loss).diagnosis()).startsWith("the gradient agrees and the loss does not");
    }

    /**
     * ND4J's float mean of the pixels is 0.1311 where the truth is 0.13045. Caught where the executors standardise so and the
     * reference does not. Where both are given the same wrong mean, no comparison of gradients can see it: then only the
     * mean and deviation after standardising tell, which every run shows, and PyTorch's numbers in {@link GoldenTest}.
     */
    @ParameterizedTest
    @MethodSource("scenes")
    void aMeanThatWasAddedUpInFloat(Scene scene) {
        Scaling wrong = wrong(scene.scaling());
        assertCaught(scene, scene.mean(scene.blockGradients(scene.parameters(), wrong)), MIXED);
    }

    private static Scaling wrong(Scaling scaling) {
        if (scaling instanceof Standardizer right) {
            return new Standardizer(right.mean() + 0.00065, right.deviation());
        }
        ColumnScaling right = (ColumnScaling) scaling;
        List<Double> means = new ArrayList<>(right.means());
        means.set(1, means.get(1) + 0.1); // of a column about 10,000
        return new ColumnScaling(means, right.deviations());
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void aLossThatIsNotItsGradientsLoss(Scene scene) {
        Gradient right = scene.mean(scene.blockGradients());
        Gradient wrong = new Gradient(scene.architecture(), right.values(), right.loss() * 1.001, 300);
        assertCaught(scene, wrong, "the gradient agrees and the loss does not");
    }
}
