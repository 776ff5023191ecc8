package io.lockstep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.DataException;
import io.lockstep.data.Npy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterFilesTest {
    private static final Architecture ARCHITECTURE = new Architecture(List.of(3, 2, 1), Activation.RELU, Loss.MSE);
    private static final Parameters PARAMETERS = Parameters.initial(ARCHITECTURE, Initializer.XAVIER, 5);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        ParameterFiles.write(PARAMETERS, folder);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        assertThat(ParameterFiles.read(folder, ARCHITECTURE).sha256()).isEqualTo(PARAMETERS.sha256());
    }

    @Test
    void float64IsReadAsWell() throws IOException {
        Npy.write(folder.resolve("b1.npy"), List.of(2), new double[] {0.5, -2});
        assertThat(ParameterFiles.read(folder, ARCHITECTURE).tensor(ARCHITECTURE.bias(1)))
                .containsExactly(0.5f, -2f);
    }

    @Test
    void valuesThatAreNotFiniteAreRefusedWithTheirPlace() throws IOException {
        for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e300}) {
            Npy.write(folder.resolve("w1.npy"), List.of(3, 2), new double[] {1, 2, 3, value, 5, 6});
            assertThatThrownBy(() -> ParameterFiles.read(folder, ARCHITECTURE))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("w1.npy, w1[1, 1]: expected a finite float32, found " + (float) value);
        }
    }

    @Test
    void aFurtherLayerOrAnotherShapeIsRefused() throws IOException {
        Npy.write(folder.resolve("w3.npy"), List.of(1, 1), new double[] {1});
        assertThatThrownBy(() -> ParameterFiles.read(folder, ARCHITECTURE))
                .hasMessageContaining("w3.npy: expected no more than 2 layers");
        Files.delete(folder.resolve("w3.npy"));
        Npy.write(folder.resolve("w2.npy"), List.of(1, 2), new double[] {1, 2});
        assertThatThrownBy(() -> ParameterFiles.read(folder, ARCHITECTURE))
                .hasMessageContaining("w2.npy: expected shape (2, 1), found (1, 2)");
    }

    @Test
    void aShapeThatIsNoneIsRefused() throws IOException {
        Path file = folder.resolve("w1.npy");
        String whole = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String shape : List.of("(3 1, 2)", "(99999999999, 2)", "(3, , 2)")) {
            String damaged = whole.replaceFirst("\\(\\d+, \\d+\\)", shape);
            assertThat(damaged).isNotEqualTo(whole);
            Files.writeString(file, damaged, StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> ParameterFiles.read(folder, ARCHITECTURE))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("w1.npy: expected");
        }
    }

    @Test
    void filesThatAreNoArraysAreRefused() throws IOException {
        Path file = folder.resolve("w1.npy");
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 8, 11, 40, whole.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ParameterFiles.read(folder, ARCHITECTURE))
                    .as("%d bytes", length)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("w1.npy: expected");
        }
    }
}
