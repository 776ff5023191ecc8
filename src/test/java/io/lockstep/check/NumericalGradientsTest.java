package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.ImageBlock;
import io.lockstep.check.FaultyPass.Fault;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.FixedPoint;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.Networks;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NumericalGradientsTest {
    private static final long SEED = 5;
    /** The hidden unit in which kinks are planted. */
    private static final int UNIT = 7;

    static Stream<Architecture> networks() {
        return Networks.all();
    }

    private static NumericalGradients.Measured measure(Scene scene, int samplesPerTensor) {
        return new NumericalGradients(scene.blocks(), scene.scaling(), SEED, samplesPerTensor)
                .measure(scene.parameters(), scene.batch());
    }

    private static NumericalGradients.Measured measure(Scene scene) {
        return measure(scene, NumericalGradients.SAMPLES_PER_TENSOR);
    }

    private static IntStream sampled(TensorLayout tensor, int[] coordinates) {
        return Arrays.stream(coordinates).filter(i -> i >= tensor.offset() && i < tensor.end());
    }

    /** Norm of the difference at the sampled coordinates of a tensor. */
    private static double difference(TensorLayout tensor, NumericalGradients.Measured measured, Gradient other) {
        double[] quotients = measured.gradientSum().mean().values();
        return Math.sqrt(sampled(tensor, measured.coordinates())
                .mapToDouble(i -> Math.pow(quotients[i] - other.values()[i], 2))
                .sum());
    }

    /**
     * Asserts that the quotients are within their errors of the reference, which rounds to half a unit, too. Its rounding in
     * double, 1e-15 of an example's gradient, is a millionth of the errors, which are divided by the step.
     *
     * @return the largest share of its error that a tensor takes up
     */
    private static double assertAgrees(Scene scene, NumericalGradients.Measured measured, String what) {
        Gradient reference = scene.reference().gradientSum().mean();
        double halfUnit = FixedPoint.ofGradients(scene.batch()).value(1) / 2 / reference.weightSum();
        double largestShare = 0;
        List<TensorLayout> tensors = scene.parameters().architecture().tensors();
        for (int i = 0; i < tensors.size(); i++) {
            TensorLayout tensor = tensors.get(i);
            double difference = difference(tensor, measured, reference);
            double samples = sampled(tensor, measured.coordinates()).count();
            double error = measured.errors().get(i);
            assertThat(difference)
                    .as("%s, %s", what, tensor.name())
                    .isLessThanOrEqualTo(error + halfUnit * Math.sqrt(samples));
            largestShare = Math.max(largestShare, difference / error);
        }
        assertThat(measured.gradientSum().mean().loss())
                .as("%s, loss", what)
                .isEqualTo(reference.loss(), within(measured.lossError() + halfUnit));
        return largestShare;
    }

    /**
     * Errors are added over 300 examples, not averaged, and four deviations are allowed, of roundings taken as their largest
     * value: 4 sqrt(3) sqrt(300) = 120 times what is to be seen, a few times more where a layer's largest number stands for
     * all. Seen were 0.005 to 0.01.
     */
    @ParameterizedTest
    @MethodSource("networks")
    void agreesWithTheReferenceAndUsesAReasonableShareOfItsErrors(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        NumericalGradients.Measured measured = measure(scene);
        double share = assertAgrees(scene, measured, "" + architecture);
        assertThat(share).as("share").isBetween(1e-3, 0.3);
        assertSmallBesideFloat(scene, measured);
        assertThat(measured.undecided()).isZero();
    }

    static Stream<Scene> tables() {
        return Scene.tables().stream();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void agreesWithTheReferenceOnEveryKindOfTable(Scene table) {
        NumericalGradients.Measured measured = measure(table);
        assertAgrees(table, measured, "" + table);
        assertSmallBesideFloat(table, measured);
    }

    /** A float pass must not be able to hide behind the quotients: their errors are small beside its own bound. */
    private static void assertSmallBesideFloat(Scene scene, NumericalGradients.Measured measured) {
        List<Double> floatErrors = scene.reference().bound().tensors();
        for (int i = 0; i < floatErrors.size(); i++) {
            assertThat(measured.errors().get(i)).isLessThan(0.01 * floatErrors.get(i));
        }
    }

    private static Scene scaled(Architecture architecture, float factor) {
        Scene scene = Scene.of(architecture, 140, 100, 64);
        float[] values = scene.parameters().values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return new Scene(new Parameters(architecture, values), scene.blocks(), scene.batch());
    }

    /** As steep as the exact sum still holds: losses of thousands. */
    @ParameterizedTest
    @MethodSource("networks")
    void agreesWithTheReferenceWhereTheNetworkIsSteep(Architecture architecture) {
        Scene steep = scaled(architecture, architecture.layers() > 2 ? 2.5f : 10);
        NumericalGradients.Measured measured = measure(steep);
        assertAgrees(steep, measured, "steep");
        assertSmallBesideFloat(steep, measured);
    }

    /**
     * One hidden unit at z = 1 drives two outputs apart by R = 1024. With p = 0.2 for the first, their third central moment is p
     * (1 - p) (1 - 2p) R³ = 0.096 R³, near its largest, of the R³ / 4 that are allowed. Rounding is some millionths of that here.
     */
    @Test
    void aSteepSoftmaxIsTruncatedByWhatTheDerivationSays() {
        Architecture architecture = new Architecture(List.of(1, 1, 2), Activation.RELU, Loss.CROSS_ENTROPY);
        float[] values = {0, 1, 512, -512, -512.7f, 512.7f};
        Block block = ImageBlock.of(0, 0, 1, new byte[] {90, 90, 90}, new byte[] {0, 1, 1});
        Scene steep = new Scene(new Parameters(architecture, values), List.of(block), new BlockPlan(3, 3).fullBatch(1));
        double share = assertAgrees(steep, measure(steep), "steep softmax");
        double p = 1 / (1 + Math.exp(1.4));
        assertThat(share).isEqualTo(4 * p * (1 - p) * (1 - 2 * p), within(1e-3));
    }

    /** At 1e-30 every unit lies on its kink, as far as double can tell, and at 0 really. */
    @ParameterizedTest
    @MethodSource("networks")
    void agreesWithTheReferenceWhereTheNetworkIsFlat(Architecture architecture) {
        for (float factor : new float[] {1e-3f, 1e-30f, 0}) {
            Scene flat = scaled(architecture, factor);
            NumericalGradients.Measured measured = measure(flat);
            assertAgrees(flat, measured, "times " + factor);
            assertThat(measured.undecided() > 0).isEqualTo(factor < 1e-3f && architecture.layers() > 1);
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theSeedDrawsFromEveryPartOfEveryTensor(Architecture architecture) {
        Scene scene = Scene.of(architecture, 82, 2, 2);
        int[] coordinates = measure(scene).coordinates();
        assertThat(measure(scene).coordinates()).isEqualTo(coordinates);
        assertThat(new NumericalGradients(scene.blocks(), Scene.STANDARDIZER, SEED + 1)
                        .measure(scene.parameters(), scene.batch())
                        .coordinates())
                .isNotEqualTo(coordinates);
        assertThat(coordinates).isSorted().doesNotHaveDuplicates();
        for (TensorLayout tensor : architecture.tensors()) {
            int samples = Math.min(NumericalGradients.SAMPLES_PER_TENSOR, tensor.size());
            int[] within =
                    sampled(tensor, coordinates).map(i -> i - tensor.offset()).toArray();
            assertThat(within).as(tensor.name()).hasSize(samples);
            for (int i = 0; i < samples; i++) { // the i-th of equal parts
                assertThat(within[i]).isBetween(i * tensor.size() / samples, (i + 1) * tensor.size() / samples - 1);
            }
        }
    }

    @Test
    void whereItDidNotLookTheGradientIsZero() {
        Scene scene = Scene.of(Networks.CLASSIFIER, 83, 20, 8);
        NumericalGradients numerical = new NumericalGradients(scene.blocks(), Scene.STANDARDIZER, SEED);
        double[] values =
                numerical.gradientSum(scene.parameters(), scene.batch()).mean().values();
        int[] coordinates = measure(scene).coordinates();
        int[] notZero =
                IntStream.range(0, values.length).filter(i -> values[i] != 0).toArray();
        assertThat(coordinates).contains(notZero);
        assertThat(notZero).hasSizeGreaterThan(coordinates.length / 2);
        assertThat(numerical.name()).isEqualTo("numerical");
    }

    /** The scene with a hidden unit that has no weights and this bias: its pre-activation in every example. */
    private static Scene planted(Scene scene, float bias) {
        Architecture architecture = scene.parameters().architecture();
        float[] values = scene.parameters().values().clone();
        TensorLayout weight = architecture.weight(1);
        for (int k = 0; k < architecture.inputs(); k++) {
            values[weight.offset() + k * weight.shape().get(1) + UNIT] = 0;
        }
        values[architecture.bias(1).offset() + UNIT] = bias;
        return new Scene(new Parameters(architecture, values), scene.blocks(), scene.batch());
    }

    /** How many of the coordinates feed the planted unit. */
    private static long feeding(Architecture architecture, int[] coordinates) {
        int units = architecture.sizes().get(1);
        return Arrays.stream(coordinates)
                .filter(i -> i < architecture.bias(1).end() && i % units == UNIT)
                .count();
    }

    static Stream<Architecture> hidden() {
        return Networks.all().filter(architecture -> architecture.layers() == 2);
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void aUnitOnTheKinkIsUndecidedAndWidensTheErrors(Architecture architecture) {
        Scene scene = Scene.of(architecture);
        NumericalGradients.Measured without = measure(scene, 50); // b1 is taken whole
        Scene planted = planted(scene, 0);
        NumericalGradients.Measured measured = measure(planted, 50);
        long feeding = feeding(architecture, measured.coordinates());
        assertThat(feeding).isPositive();
        assertThat(measured.undecided()).isEqualTo(300 * feeding);
        assertThat(measured.kinks()).isGreaterThanOrEqualTo(measured.undecided());
        assertAgrees(planted, measured, "on the kink");
        Gradient reference = planted.reference().gradientSum().mean();
        double difference = difference(architecture.bias(1), measured, reference);
        assertThat(difference).isGreaterThan(1000 * without.errors().get(1)); // half of what the unit would get
        assertThat(measured.errors().get(1)).isLessThan(100 * difference);
    }

    /** 1e-7 is less than the first step, 2^-16, and more than the last. */
    @ParameterizedTest
    @MethodSource("hidden")
    void aUnitNearTheKinkIsCountedAndDecidedBySmallerSteps(Architecture architecture) {
        for (float bias : new float[] {1e-7f, -1e-7f}) {
            Scene planted = planted(Scene.of(architecture), bias);
            NumericalGradients.Measured measured = measure(planted, 50);
            assertThat(measured.kinks()).isEqualTo(300 * feeding(architecture, measured.coordinates()));
            assertThat(measured.undecided()).isZero();
            assertAgrees(planted, measured, "bias " + bias);
        }
    }

    static Stream<Arguments> faults() {
        Stream<Arguments> masks = PlantedPassFaultTest.wrongMasks().map(wrong -> {
            String last = "" + ((Architecture) wrong.get()[0]).layers();
            return Arguments.of(wrong.get()[0], wrong.get()[1], (Predicate<String>) tensor -> !tensor.endsWith(last));
        });
        Stream<Arguments> others = PlantedPassFaultTest.networks()
                .flatMap(network -> Stream.of(
                        Arguments.of(network, Fault.NONE, (Predicate<String>) tensor -> false),
                        Arguments.of(network, Fault.BIAS_GRADIENT_OF_ONE_EXAMPLE, (Predicate<String>)
                                tensor -> tensor.startsWith("b"))));
        return Stream.concat(masks, others);
    }

    /** A pass may be off by its own rounding and by the errors of the quotients. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("faults")
    void aPlantedFaultIsOutsideTheErrorsOfItsTensors(
            Architecture architecture, Fault fault, Predicate<String> isDamaged) {
        Scene scene = Scene.of(architecture);
        FaultyPass pass = new FaultyPass(scene.parameters(), Scene.STANDARDIZER, fault);
        Gradient gradient =
                scene.mean(scene.blocks().stream().map(pass::gradient).toList());
        NumericalGradients.Measured measured = measure(scene);
        List<Double> floatErrors = scene.reference().bound().tensors();
        List<TensorLayout> tensors = architecture.tensors();
        for (int i = 0; i < tensors.size(); i++) {
            double allowed = measured.errors().get(i) + floatErrors.get(i);
            assertThat(difference(tensors.get(i), measured, gradient) > allowed)
                    .as(tensors.get(i).name())
                    .isEqualTo(isDamaged.test(tensors.get(i).name()));
        }
    }

    @Test
    void onlyTheBlocksOfTheBatchCount() {
        Scene scene = Scene.of(Networks.CLASSIFIER, 84, 100, 16);
        Batch batch = new Batch(1, new BlockRange(2, 3), 48);
        Scene some = new Scene(scene.parameters(), scene.blocks(), batch);
        Scene only = new Scene(scene.parameters(), scene.blocks().subList(2, 5), batch);
        Gradient gradient = measure(some).gradientSum().mean();
        assertThat(gradient.exampleCount()).isEqualTo(48);
        assertThat(gradient.values())
                .isEqualTo(measure(only).gradientSum().mean().values());
        assertThat(gradient.values())
                .isNotEqualTo(measure(scene).gradientSum().mean().values());
    }

    @Test
    void whatIsNotANumberIsNamed() {
        Scene scene = Scene.of(Networks.LESSON, 85, 10, 10);
        float[] values = scene.parameters().values().clone();
        values[3] = Float.NaN;
        Scene damaged = new Scene(new Parameters(Networks.LESSON, values), scene.blocks(), scene.batch());
        NumericalGradients.Measured measured = measure(damaged);
        assertThatThrownBy(measured.gradientSum()::mean)
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("NaN");
    }

    @Test
    void itLooksSomewhere() {
        assertThatThrownBy(() -> new NumericalGradients(List.of(), Scene.STANDARDIZER, SEED, 0))
                .hasMessageContaining("at least 1 sample per tensor, found 0");
    }
}
