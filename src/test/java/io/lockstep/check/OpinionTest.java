package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.ImageBlock;
import io.lockstep.block.TableBlocks;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.FixedPoint;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.Networks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;

/** What every opinion must do: give the reference's gradient, and PyTorch's, to the last digits of a double, or of a float if it rounds so. */
public abstract class OpinionTest {

    /** The opinion on these blocks. */
    protected abstract GradientSource opinion(Iterable<Block> blocks, Scaling scaling);

    /** Roundings of a parameter or a step, each of {@code 2^-53} of it, that are in the gradient: none, unless it is told by them. */
    protected int roundingsOfParameters() {
        return 0;
    }

    /** How far it may be from the reference's gradient, and by how much more than its own arithmetic, for each tensor. */
    protected RoundingBound bound(ReferenceGradients.Measured reference, Batch batch, List<Double> further) {
        return DoubleBound.between(reference, batch, further);
    }

    /**
     * How far it may be from PyTorch's gradient, relative to its norm. PyTorch adds up the examples one after the other: partial sums
     * that wander have squares of i / n of the last.
     */
    protected double tolerance() {
        return RoundingBound.DEVIATIONS * 0x1p-53 * Math.sqrt(50_000 / 2.0);
    }

    /** Whether examples may count more or less than 1; otherwise it must say that it does not take such. */
    protected boolean takesWeights() {
        return true;
    }

    static Stream<Arguments> networksAndBlocks() {
        return Networks.all()
                .flatMap(network -> Stream.of(
                        Arguments.of(network, 300, 64), // the last block has 44
                        Arguments.of(network, 258, 128), // the last has 2
                        Arguments.of(network, 6, 1),
                        Arguments.of(network, 2, 512)));
    }

    static Stream<Architecture> networks() {
        return Networks.all();
    }

    static Stream<Architecture> classifiers() {
        return Networks.all().filter(network -> network.loss() == Loss.CROSS_ENTROPY);
    }

    static Stream<Golden> golden() {
        return Golden.cases();
    }

    @ParameterizedTest(name = "{0}, {1} rows in blocks of {2}")
    @MethodSource("networksAndBlocks")
    void itIsTheReferences(Architecture architecture, int rows, int blockRows) {
        assertAgrees(Scene.of(architecture, 140, rows, blockRows));
    }

    static Stream<Scene> tables() {
        return Scene.tables().stream();
    }

    /** Floats and sparse features, scaled by column; classes and numbers; weights, which are in sums and in what they are divided by. */
    @ParameterizedTest
    @MethodSource("tables")
    void itIsTheReferencesOnEveryKindOfTable(Scene table) {
        if (table.isWeighted() && !takesWeights()) {
            assertThatThrownBy(() ->
                            opinion(table.blocks(), table.scaling()).gradientSum(table.parameters(), table.batch()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("check.against: expected checks that take weights of examples, found ");
            return;
        }
        assertAgrees(table);
    }

    /** More than a byte can name. */
    @Test
    void classesMayBeMany() {
        Architecture many = new Architecture(List.of(12, 8, 300), Activation.RELU, Loss.CROSS_ENTROPY);
        TableBlocks table = TableBlocks.ofNumbers(many, TableBlocks.Kind.FLOATS, 149, 300);
        int[] labels = IntStream.range(0, 300).map(row -> 299 - row).toArray();
        assertAgrees(Scene.of(many, new TableBlocks(table.rows(), new ClassTargets(labels), null, table.kind()), 64));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void onlyTheBlocksOfTheBatchCount(Architecture architecture) {
        Scene all = Scene.of(architecture, 141, 300, 64);
        assertAgrees(new Scene(all.parameters(), all.blocks(), new Batch(1, new BlockRange(1, 3), 192)));
        assertAgrees(new Scene(all.parameters(), all.blocks(), new Batch(1, new BlockRange(4, 1), 44)));
    }

    @Test
    void onlyTheBlocksOfTheBatchAreRead() {
        CheckReadsTest.readsItsBatchOnly(blocks -> opinion(blocks, DigitBlocks.STANDARDIZER));
    }

    /** All units lie on the kink: a derivative of 1 there, or of a half, would be another gradient. */
    @ParameterizedTest
    @MethodSource("networks")
    void aUnitAtExactlyZeroIsOff(Architecture architecture) {
        Scene drawn = Scene.of(architecture, 142, 300, 64);
        float[] values = drawn.parameters().values().clone();
        if (architecture.layers() > 1) {
            Arrays.fill(values, 0, architecture.bias(1).end(), 0);
        }
        assertAgrees(new Scene(new Parameters(architecture, values), drawn.blocks(), drawn.batch()));
    }

    /** Outputs about 2,000, whose exponentials overflow, and some hundreds apart, so that the softmax is nearly 0 or 1. */
    @ParameterizedTest
    @MethodSource("classifiers")
    void outputsMayBeLarge(Architecture architecture) {
        Scene drawn = Scene.of(architecture, 143, 300, 64);
        float[] values = drawn.parameters().values().clone();
        TensorLayout weight = architecture.weight(architecture.layers());
        TensorLayout bias = architecture.bias(architecture.layers());
        for (int i = weight.offset(); i < weight.end(); i++) {
            values[i] *= 20;
        }
        for (int i = bias.offset(); i < bias.end(); i++) {
            values[i] += 2000;
        }
        assertAgrees(new Scene(new Parameters(architecture, values), drawn.blocks(), drawn.batch()));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aWeightThatIsNotANumberIsAFault(Architecture architecture) {
        Scene scene = Scene.of(architecture, 144, 6, 6);
        float[] values = scene.parameters().values().clone();
        values[architecture.weight(1).offset()] = Float.NaN;
        GradientSource opinion = opinion(scene.blocks(), Scene.STANDARDIZER);
        assertThatThrownBy(() -> opinion.gradientSum(new Parameters(architecture, values), scene.batch())
                        .mean())
                .isInstanceOf(DivergedException.class);
    }

    @Test
    void aLabelWithoutAnOutputIsRefused() {
        Block drawn = DigitBlocks.one(145, 6);
        byte[] labels = ImageBlock.labels(drawn).clone();
        labels[2] = 10;
        List<Block> blocks = List.of(ImageBlock.of(0, 0, drawn.columns(), ImageBlock.pixels(drawn), labels));
        GradientSource opinion = opinion(blocks, Scene.STANDARDIZER);
        assertThatThrownBy(() ->
                        opinion.gradientSum(Networks.drawn(Networks.CLASSIFIER, 145), new BlockPlan(6, 6).fullBatch(1)))
                .hasStackTraceContaining("expected labels below 10, found 10 at example 2");
    }

    @ParameterizedTest
    @MethodSource("golden")
    void itIsPyTorchs(Golden golden) {
        Gradient gradient = opinion(golden.blocks(), Golden.STANDARDIZER)
                .gradientSum(golden.parameters(), Golden.PLAN.fullBatch(1))
                .mean();
        assertThat(gradient.exampleCount()).isEqualTo(50_000);
        double halfUnit = FixedPoint.ofGradients(Golden.PLAN.fullBatch(1)).value(1) / 50_000 / 2;
        double loss = golden.lossValue();
        double additions = Math.max(50_000 * 0x1p-53, tolerance()); // of 50,000 losses
        assertThat(gradient.loss()).isEqualTo(loss, within(additions * loss + halfUnit));
        for (TensorLayout tensor : golden.architecture().tensors()) {
            assertThat(golden.distance(gradient, tensor))
                    .as(tensor.name())
                    .isLessThanOrEqualTo(tolerance() * golden.norm(tensor) + Math.sqrt(tensor.size()) * halfUnit);
        }
    }

    /**
     * Whatever hangs outside the heap is gone when the opinion is given, not when the garbage collector comes by: ND4J's arrays,
     * which it counts, and the workspaces of this thread, which it does not.
     */
    protected final void assertGivesItsMemoryBack() {
        assertGivesItsMemoryBack(Scene.of(Networks.CLASSIFIER, 148, 512, 128));
        assertGivesItsMemoryBack(TableScene.WEIGHTED.scene(512, 128));
    }

    private void assertGivesItsMemoryBack(Scene scene) {
        GradientSource opinion = opinion(scene.blocks(), scene.scaling());
        opinion.gradientSum(scene.parameters(), scene.batch());
        long before = bytesOfArrays();
        for (int i = 0; i < 10; i++) {
            opinion.gradientSum(scene.parameters(), scene.batch());
        }
        // a block's features are 800 kB, the parameters 318 kB, either's gradients as much; a few scalars may stay
        assertThat(bytesOfArrays() - before).isLessThan(10_000);
        assertThat(Nd4j.getWorkspaceManager().getAllWorkspacesIdsForCurrentThread())
                .isEmpty();
    }

    private static long bytesOfArrays() {
        return Nd4jCpu.Environment.getInstance().getGroupCounter(0);
    }

    private void assertAgrees(Scene scene) {
        GradientSource opinion = opinion(scene.blocks(), scene.scaling());
        Gradient gradient =
                opinion.gradientSum(scene.parameters(), scene.batch()).mean();
        ReferenceGradients.Measured reference = scene.reference();
        Gradient expected = reference.gradientSum().mean();
        List<Double> further = new ArrayList<>();
        for (TensorLayout tensor : scene.parameters().architecture().tensors()) {
            double norm = norm(scene.parameters(), tensor) + norm(expected.tensor(tensor));
            further.add(roundingsOfParameters() * 0x1p-53 * norm);
        }
        RoundingBound bound = bound(reference, scene.batch(), further);
        Agreement agreement = Agreement.within(bound, opinion.name(), gradient, "reference", expected);
        assertThat(agreement.agrees()).as("%s", agreement).isTrue();
    }

    private static double norm(Parameters parameters, TensorLayout tensor) {
        float[] values = parameters.tensor(tensor);
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return norm(doubles);
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    }
}
