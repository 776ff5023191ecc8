package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.pass.Networks;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** It rounds as a float pass does, so that all it is compared with may be further off than the opinions in double. */
class Nd4jGradientsTest extends OpinionTest {
    @Override
    protected GradientSource opinion(Iterable<Block> blocks, Scaling scaling) {
        return new Nd4jGradients(blocks, scaling);
    }

    @Override
    protected RoundingBound bound(ReferenceGradients.Measured reference, Batch batch, List<Double> further) {
        return reference.bound();
    }

    @Override
    protected double tolerance() {
        return GoldenTest.NORMWISE;
    }

    @Test
    void theMemoryIsGivenBackAtOnce() {
        assertGivesItsMemoryBack();
    }

    @Test
    void itIsTheModulesPassToTheLastBit() {
        Scene scene = Scene.of(Networks.CLASSIFIER);
        Gradient gradient = opinion(scene.blocks(), scene.scaling())
                .gradientSum(scene.parameters(), scene.batch())
                .mean();
        assertThat(gradient.values()).isEqualTo(scene.local(Kernel.ND4J).values());
    }

    static Stream<Scene> scenes() {
        return Scene.ofEveryKind(Networks.LESSON, Networks.CLASSIFIER, Networks.DEEP).stream();
    }

    /** Both round; each may be as far from the exact gradient as the bound says. */
    @ParameterizedTest
    @MethodSource("scenes")
    void theVectorPassAgreesWithItWithinTheRoundingOfBoth(Scene scene) {
        Agreement agreement = againstIt(scene, scene.local(Kernel.VECTOR));
        assertThat(agreement.agrees()).as("%s", agreement).isTrue();
        assertThat(agreement.exact()).isFalse();
        Agreement reference = scene.againstReference(scene.local(Kernel.VECTOR));
        for (int i = 0; i < agreement.tensors().size(); i++) {
            TensorAgreement tensor = agreement.tensors().get(i);
            // the norms by which the bounds are divided differ in their last digits
            assertThat(tensor.tolerance() / reference.tensors().get(i).tolerance())
                    .as(tensor.name())
                    .isBetween(1.999, 2.001);
        }
    }

    /** Far below what faults do. */
    @ParameterizedTest
    @MethodSource("scenes")
    void aLargestValueThatIsATenthTooLargeIsCaught(Scene scene) {
        Gradient right = scene.local(Kernel.VECTOR);
        double[] values = right.values().clone();
        int largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.abs(values[i]) > Math.abs(values[largest]) ? i : largest;
        }
        values[largest] *= 1.1;
        Gradient wrong =
                new Gradient(right.architecture(), values, right.loss(), right.exampleCount(), right.weightSum());
        assertThat(againstIt(scene, wrong).agrees()).isFalse();
    }

    private static Agreement againstIt(Scene scene, Gradient gradient) {
        ReferenceGradients reference = new ReferenceGradients(scene.blocks(), scene.scaling());
        Nd4jGradients nd4j = new Nd4jGradients(scene.blocks(), scene.scaling());
        Verification verification = new Checker(new BlockPlan(300, 64), 0, reference, List.of(nd4j))
                .verify(
                        new LocalGradients(scene.blocks(), new PassPlan(Kernel.VECTOR, scene.scaling())),
                        gradient,
                        scene.parameters(),
                        scene.batch());
        assertThat(verification.agreements()).extracting(Agreement::right).containsExactly("reference", "nd4j");
        assertThat(verification.among()).extracting(Agreement::agrees).containsExactly(true);
        return verification.agreements().get(1);
    }
}
