package io.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxModelTest {
    private static final OrtEnvironment ONNX = OrtEnvironment.getEnvironment();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("model.onnx");
    }

    @ParameterizedTest
    @MethodSource("io.lockstep.export.Exported#networks")
    void anotherRuntimeGivesTheSameOutputsFromGreyValues(Architecture architecture) throws Exception {
        Parameters parameters = Exported.parameters(architecture);
        OnnxModel.write(file, parameters, Exported.STANDARDIZER);
        byte[][] examples = Exported.examples(architecture.inputs());
        try (OrtSession session = open();
                OnnxTensor greys = OnnxTensor.createTensor(ONNX, Exported.greys(examples));
                OrtSession.Result result = session.run(Map.of("pixels", greys))) {
            Exported.assertRight(parameters, examples, floats(result.get(0)));
            if (architecture.loss() == Loss.CROSS_ENTROPY) {
                List<ExactForward> exact = Exported.exact(parameters, examples);
                float[][] outputs = floats(result.get("outputs").orElseThrow());
                for (int row = 0; row < examples.length; row++) {
                    double[] right = exact.get(row).outputs();
                    Exported.assertClose(
                            "outputs of example " + row,
                            Exported.doubles(outputs[row]),
                            right,
                            exact.get(row).outputBound());
                }
            }
        }
    }

    @Test
    void namesAndShapesAreThosePromised() throws Exception {
        OnnxModel.write(file, Exported.parameters(Networks.CLASSIFIER), Exported.STANDARDIZER);
        try (OrtSession session = open()) {
            assertThat(shapes(session.getInputInfo())).containsExactly("pixels[-1, 784]");
            assertThat(shapes(session.getOutputInfo())).containsExactly("probabilities[-1, 10]", "outputs[-1, 10]");
        }
        OnnxModel.write(file, Exported.parameters(Networks.LESSON), Exported.STANDARDIZER);
        try (OrtSession session = open()) {
            assertThat(shapes(session.getOutputInfo())).containsExactly("output[-1, 1]");
        }
    }

    @Test
    void theFileSaysWhatItIs() throws Exception {
        Parameters parameters = Exported.parameters(Networks.CLASSIFIER);
        OnnxModel.write(file, parameters, Exported.STANDARDIZER);
        try (OrtSession session = open()) {
            var metadata = session.getMetadata();
            assertThat(metadata.getProducerName()).isEqualTo("Lockstep");
            assertThat(metadata.getDescription())
                    .contains("784-50-10, relu, cross-entropy")
                    .contains("grey values from 0 to 255");
            assertThat(metadata.getCustomMetadata())
                    .containsEntry("network", "784-50-10, relu, cross-entropy")
                    .containsEntry("parameters.sha256", parameters.sha256());
        }
    }

    @Test
    void sameParametersGiveTheSameBytes() throws IOException {
        OnnxModel.write(file, Exported.parameters(Networks.DEEP), Exported.STANDARDIZER);
        byte[] first = Files.readAllBytes(file);
        OnnxModel.write(file, Exported.parameters(Networks.DEEP), Exported.STANDARDIZER);
        assertThat(file).hasBinaryContent(first);
        assertThat(folder.toFile().list()).containsExactly("model.onnx");
    }

    @Test
    void aNetworkThatFitsNoFileIsRefused() {
        Architecture large = new Architecture(List.of(60_000, 8_950, 1), Activation.RELU, Loss.MSE);
        assertThatThrownBy(() -> OnnxModel.requireFits(large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "ONNX model of the network 60000-8950-1, relu, mse: expected at most 536,608,767 parameters, "
                                + "which is all that fits the 2 GiB of an ONNX file, found 537,017,901. Use the NumPy arrays of the model instead.");
        assertThatCode(() -> OnnxModel.requireFits(Networks.DEEP)).doesNotThrowAnyException();
    }

    private OrtSession open() throws OrtException {
        return ONNX.createSession(file.toString());
    }

    private static float[][] floats(OnnxValue value) throws OrtException {
        return (float[][]) value.getValue();
    }

    /** {@code name[batch, columns]} of each, with -1 for any number. */
    private static List<String> shapes(Map<String, NodeInfo> nodes) {
        return nodes.values().stream()
                .map(node -> node.getName() + Arrays.toString(((TensorInfo) node.getInfo()).getShape()))
                .toList();
    }
}
