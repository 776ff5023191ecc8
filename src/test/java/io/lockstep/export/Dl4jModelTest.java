package io.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jModelTest {
    /** All that ours are not part of a stock layer: the shift, and the standardizer. */
    private static final Architecture SHIFTED =
            new Architecture(List.of(784, 50, 10), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("model.zip");
    }

    @Tag("drill")
    @ParameterizedTest
    @MethodSource("io.lockstep.export.Exported#networks")
    void deeplearning4jGivesTheSameOutputsFromGreyValues(Architecture architecture) throws IOException {
        Parameters parameters = Exported.parameters(architecture);
        Dl4jModel.write(file, parameters, Exported.STANDARDIZER);
        byte[][] examples = Exported.examples(architecture.inputs());
        MultiLayerNetwork network = MultiLayerNetwork.load(file.toFile(), false);
        try (INDArray greys = Nd4j.createFromArray(Exported.greys(examples));
                INDArray outputs = network.output(greys)) {
            Exported.assertRight(parameters, examples, outputs.toFloatMatrix());
        } finally {
            network.close();
        }
    }

    @Test
    void writingHoldsNoMemoryOutsideTheHeap() throws IOException {
        Parameters parameters = Exported.parameters(SHIFTED);
        Dl4jModel.write(file, parameters, Exported.STANDARDIZER);
        long before = bytesOfArrays();
        for (int i = 0; i < 10; i++) {
            Dl4jModel.write(file, parameters, Exported.STANDARDIZER);
        }
        assertThat(bytesOfArrays() - before)
                .isLessThan(10_000); // the parameters alone are 127 kB; a few scalars may stay
        assertThat(Nd4j.getWorkspaceManager().getAllWorkspacesIdsForCurrentThread())
                .isEmpty();
    }

    private static long bytesOfArrays() {
        return Nd4jCpu.Environment.getInstance().getGroupCounter(0);
    }

    @Test
    void theFileNamesNoClassOfOurs() throws IOException {
        Dl4jModel.write(file, Exported.parameters(SHIFTED), Exported.STANDARDIZER);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("configuration.json", "coefficients.bin");
            byte[] json = zip.getInputStream(zip.getEntry("configuration.json")).readAllBytes();
            assertThat(new String(json, StandardCharsets.UTF_8))
                    .contains("org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer")
                    .doesNotContainIgnoringCase("lockstep");
        }
    }

    @Test
    void sameParametersGiveTheSameBytes() throws IOException {
        Dl4jModel.write(file, Exported.parameters(SHIFTED), Exported.STANDARDIZER);
        byte[] first = Files.readAllBytes(file);
        Dl4jModel.write(file, Exported.parameters(SHIFTED), Exported.STANDARDIZER);
        assertThat(file).hasBinaryContent(first);
        assertThat(folder.toFile().list()).containsExactly("model.zip");
    }

    /** All layers learn but the one that standardises, which is not part of the model. */
    @Test
    void trainingGoesOnBehindTheStandardizer() throws IOException {
        Dl4jModel.write(file, Exported.parameters(Networks.CLASSIFIER), Exported.STANDARDIZER);
        MultiLayerNetwork network = MultiLayerNetwork.load(file.toFile(), false);
        MultiLayerNetwork untouched = MultiLayerNetwork.load(file.toFile(), false);
        try (INDArray greys = Nd4j.createFromArray(Exported.greys(Exported.examples(784)));
                INDArray labels = Nd4j.zeros(greys.rows(), 10)) {
            labels.getColumn(3).assign(1);
            network.fit(greys, labels);
            for (String name : List.of("0_W", "0_b")) {
                assertThat(network.getParam(name)).as(name).isEqualTo(untouched.getParam(name));
            }
            for (String name : List.of("1_W", "1_b", "2_W", "2_b")) {
                assertThat(network.getParam(name)).as(name).isNotEqualTo(untouched.getParam(name));
            }
        } finally {
            network.close();
            untouched.close();
        }
    }
}
