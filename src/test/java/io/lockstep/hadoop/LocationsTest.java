package io.lockstep.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.DataException;
import io.lockstep.data.Location;
import io.lockstep.data.Storage;
import io.lockstep.data.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Files} on one of Hadoop's file systems, which here is {@link ObjectStore}. */
class LocationsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path local;

    @SuppressWarnings("NullAway.Init") // begin
    private Path folder;

    @BeforeEach
    void begin() {
        System.setProperty(ObjectStore.SETTING, ObjectStore.class.getName());
        folder = Locations.of("test", ObjectStore.uri(local));
    }

    @AfterEach
    void end() {
        System.clearProperty(ObjectStore.SETTING);
    }

    @Test
    void aPathWithoutASchemeIsThisMachines() {
        assertThat(Locations.of("--data", "runs/a")).isEqualTo(Path.of("runs/a"));
        assertThat(Locations.of("--data", "file://" + local)).isEqualTo(local);
        assertThat(Locations.of("--data", "./store:a")).isEqualTo(Path.of("./store:a"));
        assertThat(Storage.of(local).isLocal()).isTrue();
        assertThat(Storage.of(folder).isLocal()).isFalse();
    }

    @Test
    void asTextAPathIsItsUriAndItsNamesAreNames() {
        Path file = folder.resolve("a b").resolve("c:d%20.json");
        assertThat(file).hasToString("store://" + local + "/a b/c:d%20.json");
        assertThat(String.valueOf(file.getFileName())).isEqualTo("c:d%20.json");
        assertThat(file.getParent()).isEqualTo(folder.resolve("a b"));
        assertThat(file.startsWith(folder)).isTrue();
        assertThat(folder.relativize(file).getNameCount()).isEqualTo(2);
        assertThat(folder.resolve(folder.relativize(file))).isEqualTo(file);
        assertThat(folder.resolve("./x/../y").normalize()).isEqualTo(folder.resolve("y"));
        assertThat(file.resolveSibling("e")).isEqualTo(folder.resolve("a b/e"));
        assertThat(Locations.of("test", file.toString())).isEqualTo(file);
    }

    @Test
    void filesAreWrittenReadListedAndDeleted() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a b/c"));
        Path file = deep.resolve("w1%20.npy");
        WholeFile.write(file, "some text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(local.resolve("a b/c/w1%20.npy")).hasContent("some text");
        assertThat(Files.readString(file)).isEqualTo("some text");
        assertThat(Files.size(file)).isEqualTo(9);
        assertThat(Files.isRegularFile(file)).isTrue();
        assertThat(Files.isDirectory(deep)).isTrue();
        assertThat(Files.isWritable(deep)).isTrue();
        assertThat(Files.exists(folder.resolve("none"))).isFalse();
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(4);
            channel.position(5);
            assertThat(channel.read(bytes)).isEqualTo(4);
            assertThat(bytes.array()).asString().isEqualTo("text");
        }
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all).containsExactly(folder, folder.resolve("a b"), deep, file);
        }
        try (var some = Files.newDirectoryStream(deep, "w*.npy")) {
            assertThat(some).containsExactly(file);
        }
        try (var none = Files.newDirectoryStream(deep, "b*.npy")) {
            assertThat(none).isEmpty();
        }
        Files.delete(file);
        assertThat(Files.deleteIfExists(file)).isFalse();
    }

    @Test
    void failuresAreThoseOfJava() throws IOException {
        Path file = Files.createFile(folder.resolve("a"));
        Path deep = Files.createDirectory(folder.resolve("b"));
        Files.createFile(deep.resolve("c"));
        assertThatThrownBy(() -> Files.readString(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(folder + "/none");
        assertThatThrownBy(() -> Files.createFile(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.createDirectory(deep)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.createDirectories(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.delete(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.delete(deep))
                .isInstanceOfAny(DirectoryNotEmptyException.class, IOException.class);
        assertThatThrownBy(() -> Files.list(file)).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.move(file, folder.resolve("d"), StandardCopyOption.ATOMIC_MOVE))
                .isInstanceOf(AtomicMoveNotSupportedException.class);
        assertThatThrownBy(() -> Files.writeString(file, "more", StandardOpenOption.APPEND))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("this store appends nothing");
        assertThatThrownBy(() -> Files.getLastModifiedTime(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.copy(file, folder.resolve("d")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("not supported on a Hadoop file system");
    }

    @Test
    void aLocationIsOpenedAgainOnAnExecutor() throws Exception {
        Files.writeString(folder.resolve("a"), "text");
        for (Path path : new Path[] {folder.resolve("a"), local.resolve("a")}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(Location.of(path));
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                Location there = (Location) in.readObject();
                assertThat(there).hasToString(path.toString());
                assertThat(there.path()).isEqualTo(path);
                assertThat(Files.readString(there.path())).isEqualTo("text");
            }
        }
    }

    @Test
    void whatHadoopCannotOpenIsToldInALineWithoutItsPassword() {
        for (String uri : new String[] {"nobody://user:secret@bucket/a", "hdfs:/a", "store:a", "s3a://bucket/a"}) {
            assertThatThrownBy(() -> Locations.of("run.output", uri))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("run.output: expected a path on a file system that Hadoop can open, found "
                            + uri.replace("user:secret", "***") + ": ")
                    .message()
                    .hasLineCount(1)
                    .doesNotContain("secret")
                    .hasSizeLessThan(700);
        }
    }

    /** A name node that is not there is no answer to whether a file exists. */
    @Test
    void aFileSystemThatDoesNotAnswerIsNotTakenForAFileThatIsNotThere() throws IOException {
        System.setProperty("spark.hadoop.ipc.client.connect.max.retries", "0");
        try {
            Path far = Locations.of("run.output", "hdfs://127.0.0.1:1/a");
            assertThatThrownBy(() -> Files.exists(far))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("hdfs://127.0.0.1:1/a: expected a file system that answers, found: ")
                    .hasMessageContaining("Connection refused")
                    .message()
                    .hasLineCount(1);
        } finally {
            System.clearProperty("spark.hadoop.ipc.client.connect.max.retries");
        }
    }
}
