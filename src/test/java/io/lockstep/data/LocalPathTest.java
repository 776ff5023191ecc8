package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {
    @ParameterizedTest
    @CsvSource({
        "runs/a, runs/a",
        "/data/a b, /data/a b",
        "./s3:a, ./s3:a",
        "C:\\data, C:\\data",
        "file:/data/a, /data/a",
        "file:///data/a, /data/a",
        "FILE:///data/a, /data/a",
        "file://localhost/data/a, /data/a",
        "file:///data/my%20set, /data/my set",
        "file:///data/my set, /data/my set",
        "file:///data/50%, /data/50%",
        "file:///data/#1, /data/#1",
        "file:/data/a?, /data/a?"
    })
    void aPathOrAFileUriIsThePath(String text, String path) {
        assertThat(LocalPath.of("--data", text)).isEqualTo(Path.of(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hdfs://host:8020/a", "s3a://bucket/a", "http://host/a", "hdfs:/a", "jar:file:/a.jar"})
    void anotherFileSystemIsRefused(String text) {
        assertThatThrownBy(() -> LocalPath.of("--data", text))
                .isInstanceOf(DataException.class)
                .hasMessage("--data: expected a local path, found the URI " + text
                        + ". Give the path of a file or folder on this machine, or ./" + text
                        + " if that is its name.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file://other/data", "file:data", "file:", "file:////server/share"})
    void aFileUriThatIsNotOfThisMachineIsRefused(String text) {
        assertThatThrownBy(() -> LocalPath.of("--data", text))
                .isInstanceOf(DataException.class)
                .hasMessage("--data: expected a file: URI of this machine, as file:///data/a, found " + text
                        + ". Correct it, or give the path alone.");
    }

    @Test
    void secretsAreNotShown() {
        assertThatThrownBy(() -> LocalPath.of("--data", "s3a://key:secret@bucket/a"))
                .hasMessageContaining("s3a://***@bucket/a")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatIsNoPathIsRefused() {
        assertThatThrownBy(() -> LocalPath.of("--data", "a\0b")).isInstanceOf(DataException.class);
    }
}
