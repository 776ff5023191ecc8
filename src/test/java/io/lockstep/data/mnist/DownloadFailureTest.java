package io.lockstep.data.mnist;

import static io.lockstep.data.mnist.FakeMirror.endless;
import static io.lockstep.data.mnist.FakeMirror.status;
import static io.lockstep.data.mnist.FakeMirror.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lockstep.data.Bytes;
import io.lockstep.data.DataException;
import io.lockstep.data.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mirrors that lie, stall, flood or are not there. */
@Timeout(30)
class DownloadFailureTest extends DownloadFixture {
    @Test
    void aWrongHashSendsToTheNextMirror() throws IOException {
        byte[] wrong = noise(3, 200_000);
        try (FakeMirror bad = new FakeMirror(whole(Bytes.gzip(wrong)));
                FakeMirror good = new FakeMirror(whole(packed))) {
            download(List.of(file), TIMEOUT, 2, bad.url(), good.url());
            assertThat(bad.requests()).hasSize(1);
        }
        assertThat(folder.resolve("images.gz")).hasBinaryContent(packed);
        assertThat(progress)
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "expected 200000 bytes unpacked with SHA-256 " + file.sha256(),
                                "found 200000 bytes unpacked with SHA-256 "
                                        + new Sha256().add(wrong).hex()));
    }

    @Test
    void whereNoMirrorHasItEachAnswerIsToldAndWhatToDo() {
        try (FakeMirror absent = new FakeMirror(status(404));
                FakeMirror failing = new FakeMirror(status(503));
                FakeMirror garbage = new FakeMirror(whole("<html>log in</html>".getBytes(StandardCharsets.UTF_8)))) {
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() ->
                            download(List.of(file, other), TIMEOUT, 2, absent.url(), failing.url(), garbage.url()))
                    .withMessageStartingWith(
                            folder.resolve("images.gz") + ": expected 200000 bytes unpacked with SHA-256 "
                                    + file.sha256() + ", found no mirror with it (")
                    .withMessageContaining(
                            absent.url() + ": HTTP 404; " + failing.url() + ": HTTP 503; " + garbage.url()
                                    + ": expected 200000 bytes unpacked with SHA-256 " + file.sha256()
                                    + ", found damaged gzip after 0 bytes unpacked). ")
                    .withMessageEndingWith("Put the files images.gz, labels.gz into " + folder
                            + ", or pass --data FOLDER with a folder that has them, or use --data drawn.");
            assertThat(absent.requests()).hasSize(1);
            assertThat(failing.requests()).hasSize(2);
            assertThat(garbage.requests()).hasSize(1);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void withoutMirrorsTheDamageInTheCacheIsTold() throws IOException {
        inCache("images.gz", first(60_000, packed));
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> download(List.of(file), TIMEOUT, 2))
                .withMessageContaining(
                        "found damaged gzip after ", " in the cache, and no mirrors to ask. Put the files");
    }

    @Test
    void anEndlessStreamIsCutOff() {
        AtomicLong sent = new AtomicLong();
        try (FakeMirror mirror = new FakeMirror(endless(sent))) {
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> download(List.of(file), TIMEOUT, 2, mirror.url()))
                    .withMessageContaining(mirror.url() + ": more than " + file.mostPackedBytes() + " bytes");
            assertThat(mirror.requests()).hasSize(1);
        }
        assertThat(sent).hasValueLessThan(50_000_000); // the bound and what sockets buffer, far from without end
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatUnpacksWithoutEndIsCutOff() {
        byte[] bomb = Bytes.gzip(new byte[50_000_000]);
        try (FakeMirror mirror = new FakeMirror(whole(bomb))) {
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> download(List.of(file), TIMEOUT, 2, mirror.url()))
                    .withMessageContaining("found more than 200000 bytes unpacked");
        }
    }

    @Test
    void aMirrorThatNeverAnswersIsAskedOnce() {
        try (FakeMirror mirror = new FakeMirror()) {
            mirror.then(mirror.mute());
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> download(List.of(file), SHORT, 5, mirror.url()))
                    .withMessageContaining(mirror.url() + ": no answer within 0.3 s");
            assertThat(mirror.requests()).hasSize(1);
        }
    }

    @Test
    void mirrorsShareTheTimeToAnswer() {
        try (FakeMirror mirror = new FakeMirror()) {
            mirror.then(mirror.mute());
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(() -> download(
                            List.of(file), Duration.ofMillis(600), 2, mirror.url(), mirror.url(), mirror.url()))
                    .withMessageContaining("no answer within 0.4 s");
        }
    }

    @Test
    void aClosedPortIsToldAtOnce() throws IOException {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> download(List.of(file), TIMEOUT, 10, nobody))
                .withMessageContaining(nobody + ": cannot connect: refused or unreachable");
    }

    @Test
    void aCacheThatCannotBeWrittenIsTold() throws IOException {
        Files.writeString(cache.resolve("mnist"), "a file where the folder should be");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> download(List.of(file), TIMEOUT, 2))
                .withMessageContainingAll(folder + ": expected a writable folder", "data.cache");
    }
}
