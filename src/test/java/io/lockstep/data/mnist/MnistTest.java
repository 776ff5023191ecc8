package io.lockstep.data.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lockstep.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    @TempDir
    Path cache;

    @Test
    void anEmptyCacheHasNothing() {
        assertThat(Mnist.find(cache)).isEmpty();
    }

    @Test
    void thePublishedFilesAreFoundInTheCache() throws IOException {
        publishedFilesInCache();
        assertThat(Mnist.find(cache)).contains(cache.resolve("mnist"));
        assertThat(Mnist.download(cache, List.of(), Duration.ofSeconds(1), 1, line -> {}))
                .isEqualTo(cache.resolve("mnist"));
    }

    @Test
    void oneFileUnderAnothersNameIsNotMnist() throws IOException {
        publishedFilesInCache();
        Path train = cache.resolve("mnist/train-labels-idx1-ubyte.gz");
        Files.delete(train);
        Files.copy(cache.resolve("mnist/t10k-labels-idx1-ubyte.gz"), train);
        assertThat(Mnist.find(cache)).isEmpty();
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Mnist.download(cache, List.of(), Duration.ofSeconds(1), 1, line -> {}))
                .withMessageContainingAll(
                        train + ": expected 60008 bytes unpacked with SHA-256 65a50cbb",
                        "found 10008 bytes unpacked with SHA-256 ff7bcfd4");
    }

    @Test
    void withoutMirrorsNothingIsMadeInTheCache() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Mnist.download(cache, List.of(), Duration.ofSeconds(1), 1, line -> {}))
                .withMessageContaining("no mirrors to ask. Put the files");
        assertThat(cache).isEmptyDirectory();
    }

    private void publishedFilesInCache() throws IOException {
        String shared = System.getenv("LOCKSTEP_SHARED");
        assumeThat(shared)
                .as("LOCKSTEP_SHARED names no folder with MNIST's files in its subfolder mnist")
                .isNotNull();
        Files.createDirectories(cache.resolve("mnist"));
        for (PublishedFile file : Mnist.FILES) {
            Files.copy(
                    Path.of(shared, "mnist", file.name()),
                    cache.resolve("mnist").resolve(file.name()));
        }
    }
}
