package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    @Test
    void theLastWriterWinsAndNothingIsLeftAside() throws IOException {
        var file = folder.resolve("digits");
        WholeFile.write(file, new byte[] {1, 2, 3});
        WholeFile.write(file, new byte[] {4});
        assertThat(file).hasBinaryContent(new byte[] {4});
        assertThat(folder.toFile().list()).containsExactly("digits");
    }

    @Test
    void whatIsNotCommittedIsNeverSeen() throws IOException {
        var file = Bytes.write(folder.resolve("digits"), new byte[] {1});
        try (var whole = new WholeFile(file)) {
            Files.write(whole.aside(), new byte[] {2});
            assertThat(file).hasBinaryContent(new byte[] {1});
        }
        assertThat(file).hasBinaryContent(new byte[] {1});
        assertThat(folder.toFile().list()).containsExactly("digits");
    }

    @Test
    void twoWritersOfOneFileDoNotMeet() {
        var file = folder.resolve("digits");
        try (var one = new WholeFile(file);
                var other = new WholeFile(file)) {
            assertThat(one.aside()).isNotEqualTo(other.aside());
            assertThat(one.aside().getParent()).isEqualTo(folder);
        }
    }

    @Test
    void aFolderThatIsMissingIsAnError() {
        assertThatThrownBy(() -> WholeFile.write(folder.resolve("none/digits"), new byte[1]))
                .isInstanceOf(IOException.class);
    }
}
