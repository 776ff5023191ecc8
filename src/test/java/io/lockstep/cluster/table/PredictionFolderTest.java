package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.cluster.executor.ResourceException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionFolderTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Path out() {
        return folder.resolve("out");
    }

    private PredictionFolder at() {
        return PredictionFolder.at(out().toString());
    }

    /** What Spark leaves. */
    private static void write(Path to, String rows) throws IOException {
        Files.createDirectories(to);
        Files.writeString(to.resolve("part-00000.csv"), rows);
        Files.writeString(to.resolve("_SUCCESS"), "");
    }

    private static void predict(PredictionFolder to, String rows) throws IOException {
        write(Path.of(to.begin().replaceFirst("^file:", "")), rows);
        assertThat(to.commit()).isEqualTo(1);
    }

    private void assertOnly(String rows) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(out());
        }
        assertThat(out().resolve("part-00000.csv")).hasContent(rows);
    }

    @Test
    void theSecondToTheSameFolderIsRefusedAndTheFirstKeepsWhatItHasWritten() throws IOException {
        PredictionFolder first = at();
        PredictionFolder second = at();
        Path partial = Path.of(URI.create(first.begin()));
        write(partial, "first");
        assertThatThrownBy(second::begin)
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("--out: expected a folder that no other process writes to, found " + out()
                        + " in progress: process " + ProcessHandle.current().pid() + " on ");
        assertThatThrownBy(this::at).hasMessageContaining("in progress");
        assertThat(partial.resolve("part-00000.csv")).hasContent("first");
        first.commit();
        assertOnly("first");
    }

    @Test
    void aFileUriIsItsPath() throws IOException {
        PredictionFolder place = PredictionFolder.at("file://" + folder + "/a%20b");
        assertThat(place.location()).isEqualTo(folder.resolve("a b").toString());
        predict(place, "first");
        assertThat(folder.resolve("a b/part-00000.csv")).hasContent("first");
    }

    @Test
    void whatHasBeenMadeSinceTheCommandBeganIsNotReplaced() throws IOException {
        PredictionFolder late = at();
        predict(at(), "first");
        assertThatThrownBy(late::begin)
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("which was created after the command started");
        assertOnly("first");

        PredictionFolder overwriting = at();
        write(Path.of(URI.create(overwriting.begin())), "second");
        Files.writeString(out().resolve("letter"), "keep me");
        assertThatThrownBy(overwriting::commit).hasMessageContaining("expected a folder that predict wrote");
        overwriting.abandon();
        assertThat(out().resolve("letter")).hasContent("keep me");
        Files.delete(out().resolve("letter"));
        assertOnly("first");
    }

    @Test
    void theOldPredictionsStayUntilTheNewOnesAreInPlace() throws IOException {
        predict(at(), "old");
        PredictionFolder broken =
                new PredictionFolder(failing("out.partial"), new org.apache.hadoop.fs.Path("file:" + out()));
        write(Path.of(URI.create(broken.begin())), "new");
        assertThatThrownBy(broken::commit)
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("the disk is on fire");
        broken.abandon();
        assertOnly("old");
        predict(at(), "new");
        assertOnly("new");
    }

    @Test
    void aProcessThatWasKilledBetweenTheTwoRenamesLosesNothing() throws IOException {
        predict(at(), "old");
        Files.move(out(), folder.resolve("out.replaced"));
        write(folder.resolve("out.partial"), "new");
        PredictionFolder again = at();
        assertThat(again.exists()).isTrue(); // it takes --overwrite, as before
        assertThat(again.isComplete()).isTrue();
        again.begin();
        assertThat(out().resolve("part-00000.csv")).hasContent("old");
        again.abandon();
        assertOnly("old");
    }

    @Test
    void aProcessThatWasKilledBeforeItRemovedTheOldOnesLeavesNothing() throws IOException {
        predict(at(), "new");
        write(folder.resolve("out.replaced"), "old");
        PredictionFolder again = at();
        again.begin();
        again.abandon();
        assertOnly("new");
    }

    @Test
    void aFolderOfAPersonIsNeitherPutInPlaceNorRemoved() throws IOException {
        Path theirs = Files.createDirectory(folder.resolve("out.replaced"));
        Files.writeString(theirs.resolve("letter"), "keep me");
        assertThat(at().exists()).isFalse();
        predict(at(), "first");
        assertThatThrownBy(() -> predict(at(), "second")).hasMessageContaining("out.replaced is in the way");
        assertThat(theirs.resolve("letter")).hasContent("keep me");
        assertThat(out().resolve("part-00000.csv")).hasContent("first");
    }

    @Test
    void whereNothingIsRenamedTheyAreWrittenInPlaceByOneProcessAtATime() throws IOException {
        org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path("far:" + out());
        PredictionFolder first = new PredictionFolder(far(), place);
        PredictionFolder second = new PredictionFolder(far(), place);
        assertThat(first.begin()).isEqualTo(place.toString());
        assertThatThrownBy(() -> new PredictionFolder(far(), place)).hasMessageContaining("in progress: process ");
        assertThatThrownBy(second::begin).hasMessageContaining("in progress: process ");
        write(out(), "first");
        first.commit();
        assertThatThrownBy(second::begin).hasMessageContaining("which was created after");
        assertOnly("first");

        PredictionFolder overwriting = new PredictionFolder(far(), place);
        overwriting.begin();
        assertThat(out().resolve("_SUCCESS")).doesNotExist();
        write(out(), "second");
        overwriting.commit();
        assertOnly("second");
        PredictionFolder failing = new PredictionFolder(far(), place);
        failing.begin();
        failing.abandon();
        assertThat(folder).isEmptyDirectory();
    }

    /** The local one, but that a folder of this name cannot be renamed. */
    private static FilterFileSystem failing(String name) throws IOException {
        FilterFileSystem files = new FilterFileSystem(new LocalFileSystem()) {
            @Override
            public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
                if (from.getName().equals(name)) {
                    throw new IOException("the disk is on fire");
                }
                return super.rename(from, to);
            }
        };
        files.initialize(URI.create("file:///"), new Configuration());
        return files;
    }

    /** The local one under another name. */
    private static RawLocalFileSystem far() throws IOException {
        RawLocalFileSystem files = new RawLocalFileSystem() {
            @Override
            public URI getUri() {
                return URI.create("far:///");
            }

            @Override
            public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) {
                throw new UnsupportedOperationException("nothing is renamed here");
            }
        };
        files.initialize(URI.create("far:///"), new Configuration());
        return files;
    }
}
