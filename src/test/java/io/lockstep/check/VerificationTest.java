package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.Networks;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static final Scene SCENE = Scene.of(Networks.CLASSIFIER);
    private static final BlockPlan PLAN = new BlockPlan(300, 64);
    private static final Batch BATCH = PLAN.fullBatch(3);
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, Scene.STANDARDIZER);

    private static Verification verify(Gradient gradient, boolean local, boolean reference) {
        ReferenceGradients byHand = new ReferenceGradients(SCENE.blocks(), Scene.STANDARDIZER);
        List<SecondOpinion> opinions = new ArrayList<>();
        if (local) {
            opinions.add(new LocalGradients(SCENE.blocks(), PASS));
        }
        if (reference) {
            opinions.add(byHand);
        }
        return new Checker(PLAN, 0, byHand, opinions).verify(cluster(gradient), gradient, SCENE.parameters(), BATCH);
    }

    /** Gave this gradient, and is not asked again. */
    private static GradientSource cluster(Gradient gradient) {
        return new GradientSource() {
            @Override
            public String name() {
                return "cluster";
            }

            @Override
            public GradientSum gradientSum(Parameters parameters, Batch batch) {
                throw new AssertionError("asked again for a gradient of " + gradient.exampleCount());
            }
        };
    }

    private static Gradient right() {
        return SCENE.mean(SCENE.blockGradients());
    }

    /** One block missing: the pass is right. */
    private static Gradient wrongReduction() {
        return SCENE.mean(SCENE.blockGradients().subList(1, 5));
    }

    @Test
    void allAgree() {
        Verification verification = verify(right(), true, true);
        assertThat(verification.agrees()).isTrue();
        assertThat(verification.verdict()).isEqualTo("all agree");
        assertThat(verification.step()).isEqualTo(3);
        assertThat(verification.agreements()).extracting(Agreement::right).containsExactly("local", "reference");
        assertThat(verification.agreements()).extracting(Agreement::exact).containsExactly(true, false);
    }

    @Test
    void onlyThoseAreAskedThatShallBe() {
        assertThat(verify(right(), true, false).agreements())
                .extracting(Agreement::right)
                .containsExactly("local");
        assertThat(verify(right(), false, true).agreements())
                .extracting(Agreement::right)
                .containsExactly("reference");
        assertThat(verify(wrongReduction(), false, false).agrees()).isTrue();
    }

    @Test
    void whereTheClusterDiffersFromOneThreadTheReductionIsToBlame() {
        Verification verification = verify(wrongReduction(), true, true);
        assertThat(verification.agrees()).isFalse();
        assertThat(verification.verdict())
                .isEqualTo("the cluster differs from the same pass on one thread: the error is in the reduction");
        assertThat(verify(wrongReduction(), true, false).verdict()).isEqualTo(verification.verdict());
    }

    @Test
    void whereTheyAgreeWithEachOtherOnlyTheKernelIsToBlame() {
        FaultyPass faulty = new FaultyPass(SCENE.parameters(), Scene.STANDARDIZER, FaultyPass.Fault.MASK_INVERTED);
        List<BlockGradient> gradients =
                SCENE.blocks().stream().map(faulty::gradient).toList();
        Gradient wrong = SCENE.mean(gradients);
        ReferenceGradients.Measured reference = SCENE.reference();
        Verification verification = new Verification(
                3,
                List.of(
                        Agreement.exact("cluster", wrong, "local", SCENE.mean(gradients)),
                        Agreement.within(
                                reference.bound(),
                                "cluster",
                                wrong,
                                "reference",
                                reference.gradientSum().mean())),
                List.of(),
                0);
        assertThat(verification.verdict())
                .isEqualTo("the cluster equals the same pass on one thread but not the reference: the error is in the"
                        + " kernel or the gradient formulas");
    }

    @Test
    void whereOnlyTheReferenceWasAskedNobodyIsBlamedTooSoon() {
        assertThat(verify(wrongReduction(), false, true).verdict())
                .isEqualTo(
                        "the cluster differs from the reference; add the check local to tell the reduction from the kernel");
    }

    @Test
    void theMessageNamesTheStepTheWorstCoordinateAndBothValues() {
        List<BlockGradient> gradients = SCENE.blockGradients();
        int index = SCENE.parameters().architecture().weight(1).offset() + 400 * 50 + 7;
        float[] values = gradients.get(2).gradientSum().clone();
        values[index] += 1000;
        gradients.set(
                2,
                new BlockGradient(
                        2, values, gradients.get(2).lossSum(), gradients.get(2).exampleCount()));
        Gradient wrong = SCENE.mean(gradients);
        assertThat(new VerificationException(verify(wrong, true, true)))
                .hasMessageStartingWith(
                        "step 3: the cluster differs from the same pass on one thread: the error is in the"
                                + " reduction. w1[400, 7]: cluster " + wrong.values()[index] + ", local "
                                + right().values()[index] + " (norm-wise difference ")
                .hasMessageEndingWith(
                        "Diagnosis: only w1[400, 7] differs: it was corrupted in memory or in transit, for example by a bit flip.");
    }

    @Test
    void theTableHasALineForEachTensorOfACheckThatDiffersAndOneForACheckThatAgrees() {
        Gradient right = right();
        double[] values = right.values().clone();
        values[right.architecture().weight(2).offset()] += 1;
        Gradient wrong = new Gradient(right.architecture(), values, right.loss(), right.exampleCount());
        VerificationException exception = new VerificationException(verify(wrong, true, true));
        List<String> lines =
                String.valueOf(exception.withTable().getMessage()).lines().toList();
        assertThat(lines.get(0)).isEqualTo(exception.getMessage());
        assertThat(lines.get(1)).matches(" +check +of +worst at +gradient +check's +norm-wise +tolerance");
        assertThat(lines.stream().skip(2).map(line -> line.substring(13, 18).strip()))
                .containsExactly("w1", "b1", "w2", "b2", "loss", "w1", "b1", "w2", "b2", "loss");
        assertThat(lines.stream().filter(line -> line.endsWith("DIFFERS")))
                .hasSize(2)
                .allMatch(line -> line.contains("w2[0, 0]"));
        assertThat(lines.stream().filter(line -> line.endsWith("agrees"))).hasSize(8);
        assertThat(new VerificationException(verify(right, true, true)).withTable())
                .hasMessageMatching("(?s).*\n +local +all +bit-identical\n +reference +all +agrees within rounding");
    }

    @Test
    void theMessageCountsTheExamplesThatAreMissing() {
        assertThat(new VerificationException(verify(wrongReduction(), true, false)))
                .hasMessageContaining("cluster counted 236 examples and local 300: a block is missing");
    }

    @Test
    void whereOnlySomeBlocksAreAskedAboutTheSourceIsAskedAboutTheSameOnes() {
        List<Batch> asked = new ArrayList<>();
        ReferenceGradients byHand = new ReferenceGradients(SCENE.blocks(), Scene.STANDARDIZER);
        LocalGradients local = new LocalGradients(SCENE.blocks(), PASS);
        GradientSource source = new GradientSource() {
            @Override
            public String name() {
                return "cluster";
            }

            @Override
            public GradientSum gradientSum(Parameters parameters, Batch batch) {
                asked.add(batch);
                return local.gradientSum(parameters, batch);
            }
        };
        Verification verification = new Checker(PLAN, 128, byHand, List.of(local, byHand))
                .verify(source, right(), SCENE.parameters(), BATCH);
        assertThat(verification.agrees()).isTrue();
        assertThat(verification.agreements()).extracting(Agreement::examples).containsExactly(300L, 44L);
        assertThat(asked).containsExactly(PLAN.part(BATCH, 128));
    }
}
