package io.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lockstep.block.Block;
import io.lockstep.block.TableBlocks;
import io.lockstep.block.TableBlocks.Kind;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.Features;
import io.lockstep.data.TargetUnits;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.Networks;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks of tables: what others compute from the encoded columns is what our pass gives, in the target's own unit. */
class TableExportTest {
    private static final OrtEnvironment ONNX = OrtEnvironment.getEnvironment();
    private static final int ROWS = 40;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    static Stream<Arguments> networksAndKinds() {
        List<Architecture> networks = List.of(
                new Architecture(List.of(20, 3), Activation.RELU, Loss.MSE),
                new Architecture(List.of(20, 6, 1), Activation.RELU, Loss.MSE),
                new Architecture(List.of(20, 6, 5, 3), Activation.SHIFTED_RELU, Loss.MSE),
                new Architecture(List.of(20, 6, 4), Activation.RELU, Loss.CROSS_ENTROPY),
                new Architecture(List.of(20, 6, 4), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY));
        return networks.stream().flatMap(network -> Stream.of(Kind.values()).map(kind -> Arguments.of(network, kind)));
    }

    /** Prices, and targets of another size each. */
    private static TargetUnits units(Architecture network) {
        return network.loss() == Loss.CROSS_ENTROPY
                ? TargetUnits.AS_THEY_ARE
                : new TargetUnits(
                        List.of(3_932.8, -0.001, 50.0).subList(0, network.outputs()),
                        List.of(3_989.4, 0.02, 1.0).subList(0, network.outputs()));
    }

    private record Table(Parameters parameters, ColumnScaling scaling, TargetUnits units, Block block) {
        static Table of(Architecture network, Kind kind) {
            TableBlocks blocks = TableBlocks.of(network, kind, 70, ROWS);
            return new Table(
                    Networks.drawn(network, 71),
                    blocks.scaling(),
                    TableExportTest.units(network),
                    blocks.of(ROWS).get(0));
        }

        float[][] features() {
            Features features = block.features();
            float[][] rows = new float[features.rows()][features.columns()];
            IntStream.range(0, rows.length).forEach(row -> features.copyRow(row, rows[row]));
            return rows;
        }

        void assertRight(String who, float[][] results) {
            assertRight(
                    who,
                    Stream.of(results)
                            .map(row -> IntStream.range(0, row.length)
                                    .mapToDouble(j -> row[j])
                                    .toArray())
                            .toArray(double[][]::new));
        }

        private void assertRight(String who, double[][] results) {
            assertThat(results).hasNumberOfRows(ROWS);
            float[][] features = features();
            for (int row = 0; row < ROWS; row++) {
                ExactForward right = ExactForward.of(parameters, scaling, units, features[row]);
                Exported.assertClose(who + ", example " + row, results[row], right.results(), right.resultBound());
            }
        }

        /** Our own pass, with outputs turned back as a prediction does. */
        double[][] ofPass() {
            try (BlockPass pass = new PassPlan(Kernel.VECTOR, scaling).open(parameters)) {
                var outputs = pass.forward(block).outputs();
                double[][] results = new double[ROWS][];
                for (int row = 0; row < ROWS; row++) {
                    results[row] = outputs.probabilities(row);
                    for (int j = 0; j < results[row].length; j++) {
                        results[row][j] = units.value(j, results[row][j]);
                    }
                }
                return results;
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networksAndKinds")
    void othersGiveWhatOurPassGivesFromEncodedColumns(Architecture network, Kind kind) throws Exception {
        Table table = Table.of(network, kind);
        table.assertRight("pass", table.ofPass());
        table.assertRight("ONNX Runtime", onnx(table));
        table.assertRight("Deeplearning4j", dl4j(table));
        // of bounds wider than the outputs' differences nothing would follow
        double[][] exact = Stream.of(table.features())
                .map(row -> ExactForward.of(table.parameters, table.scaling, table.units, row)
                        .results())
                .toArray(double[][]::new);
        assertThat(Math.abs(exact[0][0] - exact[1][0]))
                .isGreaterThan(100
                        * ExactForward.of(table.parameters, table.scaling, table.units, table.features()[0])
                                .resultBound()[0]);
    }

    private float[][] onnx(Table table) throws IOException, OrtException {
        Path file = folder.resolve("model.onnx");
        OnnxModel.write(file, table.parameters, table.scaling, table.units, List.of());
        try (OrtSession session = ONNX.createSession(file.toString());
                OnnxTensor inputs = OnnxTensor.createTensor(ONNX, table.features());
                OrtSession.Result result = session.run(Map.of("inputs", inputs))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    private float[][] dl4j(Table table) throws IOException {
        Path file = folder.resolve("model.zip");
        Dl4jModel.write(file, table.parameters, table.scaling, table.units);
        MultiLayerNetwork network = MultiLayerNetwork.load(file.toFile(), false);
        try (INDArray inputs = Nd4j.createFromArray(table.features());
                INDArray outputs = network.output(inputs)) {
            return outputs.toFloatMatrix();
        } finally {
            network.close();
        }
    }

    /** A year about 2,000 with a standard deviation of 0.01: one float for the mean would leave two digits of the input. */
    @Test
    void aColumnFarFromZeroKeepsItsDigits() throws Exception {
        Architecture network = new Architecture(List.of(1, 1), Activation.RELU, Loss.MSE);
        ColumnScaling scaling = new ColumnScaling(List.of(2000.012345), List.of(0.01));
        Parameters itself = new Parameters(network, new float[] {1, 0});
        Path file = folder.resolve("model.onnx");
        OnnxModel.write(file, itself, scaling, TargetUnits.AS_THEY_ARE, List.of("year"));
        float[][] years = {{2000}, {2000.02f}, {1999.99f}};
        try (OrtSession session = ONNX.createSession(file.toString());
                OnnxTensor inputs = OnnxTensor.createTensor(ONNX, years);
                OrtSession.Result result = session.run(Map.of("inputs", inputs))) {
            float[][] standardised = (float[][]) result.get(0).getValue();
            for (int row = 0; row < years.length; row++) {
                double right = scaling.scale(0, years[row][0]);
                assertThat((double) standardised[row][0]).isCloseTo(right, within(4 * 0x1p-23 * Math.abs(right)));
            }
            assertThat(session.getMetadata().getCustomMetadata()).containsEntry("inputs", "year");
        }
    }

    @Test
    void theFileNamesItsInputs() throws Exception {
        Architecture network = new Architecture(List.of(20, 3), Activation.RELU, Loss.MSE);
        Table table = Table.of(network, Kind.FLOATS);
        List<String> names = IntStream.range(0, 20).mapToObj(k -> "column " + k).toList();
        Path file = folder.resolve("model.onnx");
        OnnxModel.write(file, table.parameters, table.scaling, table.units, names);
        try (OrtSession session = ONNX.createSession(file.toString())) {
            assertThat(session.getInputNames()).containsExactly("inputs");
            assertThat(session.getOutputNames()).containsExactly("output");
            assertThat(session.getMetadata().getCustomMetadata()).containsEntry("inputs", String.join("\n", names));
            assertThat(session.getMetadata().getDescription()).contains("encoded columns of a table");
        }
        assertThat(Arrays.asList(folder.toFile().list())).containsExactly("model.onnx");
    }
}
