package io.lockstep.data.mnist;

import static io.lockstep.data.mnist.FakeMirror.cutAfter;
import static io.lockstep.data.mnist.FakeMirror.ranges;
import static io.lockstep.data.mnist.FakeMirror.whole;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A download goes on where an earlier one broke off. */
@Timeout(30)
class DownloadResumeTest extends DownloadFixture {
    @Test
    void aCutConnectionIsResumedWhereItBrokeOff() throws IOException {
        try (FakeMirror mirror = new FakeMirror(cutAfter(50_000, packed), ranges(packed))) {
            download(List.of(file), TIMEOUT, 2, mirror.url());
            assertThat(mirror.requests()).containsExactly("/mnist/images.gz", "/mnist/images.gz bytes=50000-");
        }
        assertThat(folder.resolve("images.gz")).hasBinaryContent(packed);
    }

    @Test
    void aPartOfAnEarlierRunIsResumed() throws IOException {
        inCache("images.gz.part", first(60_000, packed));
        try (FakeMirror mirror = new FakeMirror(ranges(packed))) {
            download(List.of(file), TIMEOUT, 1, mirror.url());
            assertThat(mirror.requests()).containsExactly("/mnist/images.gz bytes=60000-");
        }
        assertThat(names()).containsExactly("images.gz");
    }

    @Test
    void aCompletePartNeedsNoRequest() throws IOException {
        inCache("images.gz.part", packed);
        download(List.of(file), TIMEOUT, 1);
        assertThat(names()).containsExactly("images.gz");
    }

    @Test
    void aServerThatKnowsNoRangesSendsAllOfIt() throws IOException {
        inCache("images.gz.part", first(60_000, packed));
        try (FakeMirror mirror = new FakeMirror(whole(packed))) {
            download(List.of(file), TIMEOUT, 1, mirror.url());
            assertThat(mirror.requests()).hasSize(1);
        }
        assertThat(folder.resolve("images.gz")).hasBinaryContent(packed);
    }

    @Test
    void aPartLongerThanTheFileIsThrownAway() throws IOException {
        inCache("images.gz.part", new byte[packed.length + 1]);
        try (FakeMirror mirror = new FakeMirror(ranges(packed))) {
            download(List.of(file), TIMEOUT, 1, mirror.url());
            assertThat(mirror.requests())
                    .containsExactly("/mnist/images.gz bytes=" + (packed.length + 1) + "-", "/mnist/images.gz");
        }
    }

    @Test
    void aPartOfSomethingElseIsThrownAwayAndTheSameMirrorAskedAgain() throws IOException {
        inCache("images.gz.part", new byte[60_000]);
        try (FakeMirror mirror = new FakeMirror(ranges(packed))) {
            download(List.of(file), TIMEOUT, 2, mirror.url());
            assertThat(mirror.requests()).containsExactly("/mnist/images.gz bytes=60000-", "/mnist/images.gz");
        }
        assertThat(folder.resolve("images.gz")).hasBinaryContent(packed);
    }

    @Test
    void aMirrorThatFallsSilentIsAskedForTheRest() throws IOException {
        try (FakeMirror mirror = new FakeMirror()) {
            mirror.then(mirror.silentAfter(50_000, packed)).then(ranges(packed));
            download(List.of(file), SHORT, 2, mirror.url());
            assertThat(mirror.requests()).containsExactly("/mnist/images.gz", "/mnist/images.gz bytes=50000-");
        }
    }
}
