package io.lockstep.data.mnist;

import io.lockstep.data.Bytes;
import io.lockstep.data.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Small published files, a cache for them, and a download into it. */
abstract class DownloadFixture {
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path cache;

    Path folder;
    final byte[] packed = Bytes.gzip(noise(1, 200_000));
    final PublishedFile file = published("images.gz", noise(1, 200_000));
    final byte[] otherPacked = Bytes.gzip(noise(2, 1_000));
    final PublishedFile other = published("labels.gz", noise(2, 1_000));
    final List<String> progress = new ArrayList<>();

    @BeforeEach
    void nameTheFolder() {
        folder = cache.resolve("mnist");
    }

    void download(List<PublishedFile> files, Duration timeout, int attempts, URI... mirrors) {
        new Download(files, folder, List.of(mirrors), timeout, attempts, progress::add).run();
    }

    void inCache(String name, byte[] content) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(name), content);
    }

    List<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }

    static PublishedFile published(String name, byte[] content) {
        return new PublishedFile(name, content.length, new Sha256().add(content).hex());
    }

    static byte[] noise(long seed, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    static byte[] first(int bytes, byte[] content) {
        return Arrays.copyOf(content, bytes);
    }
}
