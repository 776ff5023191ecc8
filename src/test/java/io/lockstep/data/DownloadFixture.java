package io.lockstep.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Small published files, a cache for them, and a download into it. */
abstract class DownloadFixture {
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path cache;

    Path folder;
    final byte[] packed = gzip(noise(1, 200_000));
    final PublishedFile file = published("images.gz", noise(1, 200_000));
    final byte[] otherPacked = gzip(noise(2, 1_000));
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
        return new PublishedFile(name, content.length, sha256(content));
    }

    static byte[] noise(long seed, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    static byte[] first(int bytes, byte[] content) {
        return Arrays.copyOf(content, bytes);
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return packed.toByteArray();
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
