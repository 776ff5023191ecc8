package io.lockstep.data.mnist;

import static io.lockstep.data.mnist.FakeMirror.status;
import static io.lockstep.data.mnist.FakeMirror.whole;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a download brings, and from whom. */
@Timeout(30)
class DownloadTest extends DownloadFixture {
    @Test
    void filesAreFetchedVerifiedAndPutInPlace() throws IOException {
        try (FakeMirror mirror = new FakeMirror(whole(packed), whole(otherPacked))) {
            download(List.of(file, other), TIMEOUT, 2, mirror.url());
            assertThat(mirror.requests()).containsExactly("/mnist/images.gz", "/mnist/labels.gz");
        }
        assertThat(folder.resolve("images.gz")).hasBinaryContent(packed);
        assertThat(folder.resolve("labels.gz")).hasBinaryContent(otherPacked);
        assertThat(names()).containsExactlyInAnyOrder("images.gz", "labels.gz");
    }

    @Test
    void aCompleteCacheMakesNoRequest() throws IOException {
        inCache("images.gz", packed);
        try (FakeMirror mirror = new FakeMirror(whole(packed))) {
            download(List.of(file), TIMEOUT, 2, mirror.url());
            assertThat(mirror.requests()).isEmpty();
        }
        assertThat(progress).isEmpty();
    }

    @Test
    void filesThatWerePackedDifferentlyAreTheSame() throws IOException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(stored) {
            {
                def.setLevel(0);
            }
        }) {
            out.write(noise(1, 200_000));
        }
        inCache("images.gz", stored.toByteArray());
        download(List.of(file), TIMEOUT, 2);
    }

    @Test
    void aDamagedFileInTheCacheIsReplaced() throws IOException {
        byte[] damaged = packed.clone();
        damaged[100_000] ^= 1;
        inCache("images.gz", damaged);
        try (FakeMirror mirror = new FakeMirror(whole(packed))) {
            download(List.of(file), TIMEOUT, 2, mirror.url());
        }
        assertThat(folder.resolve("images.gz")).hasBinaryContent(packed);
    }

    @Test
    void theMirrorThatWorkedIsAskedFirstForTheNextFile() throws IOException {
        try (FakeMirror bad = new FakeMirror(status(404));
                FakeMirror good = new FakeMirror(whole(packed), whole(otherPacked))) {
            download(List.of(file, other), TIMEOUT, 2, bad.url(), good.url());
            assertThat(bad.requests()).hasSize(1);
            assertThat(good.requests()).hasSize(2);
        }
    }

    @Test
    void downloadsAtTheSameTimeDoTheWorkOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (FakeMirror mirror = new FakeMirror(whole(packed))) {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                runs.add(threads.submit(() ->
                        new Download(List.of(file), folder, List.of(mirror.url()), TIMEOUT, 2, line -> {}).run()));
            }
            for (Future<?> run : runs) {
                run.get();
            }
            assertThat(mirror.requests()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void redirectsAreFollowedWithoutThePassword() throws IOException {
        try (FakeMirror store = new FakeMirror();
                FakeMirror mirror = new FakeMirror()) {
            List<String> authorizations = new ArrayList<>();
            store.then(exchange -> {
                authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                whole(packed).to(exchange);
            });
            mirror.then(exchange -> {
                exchange.getResponseHeaders().add("Location", store.url() + "elsewhere.gz");
                exchange.sendResponseHeaders(302, -1);
            });
            URI url = URI.create(mirror.url().toString().replace("http://", "http://ann:secret@"));
            download(List.of(file), TIMEOUT, 2, url);
            assertThat(store.requests()).containsExactly("/mnist/elsewhere.gz");
            assertThat(authorizations).containsExactly("null");
        }
        assertThat(folder.resolve("images.gz")).hasBinaryContent(packed);
    }

    @Test
    void secretsOfAMirrorAreUsedAndNotTold() throws IOException {
        try (FakeMirror mirror = new FakeMirror()) {
            mirror.then(exchange -> {
                        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"mirror\"");
                        exchange.sendResponseHeaders(401, -1);
                    })
                    .then(exchange -> {
                        String given = exchange.getRequestHeaders().getFirst("Authorization");
                        ("Basic YW5uOnNlY3JldA==".equals(given) ? whole(packed) : status(403)).to(exchange);
                    });
            URI url = URI.create(mirror.url().toString().replace("http://", "http://ann:secret@") + "?token=secret");
            download(List.of(file), TIMEOUT, 2, url);
            assertThat(mirror.requests()).allMatch("/mnist/images.gz?token=secret"::equals);
        }
        assertThat(progress).isNotEmpty().noneMatch(line -> line.contains("secret"));
    }
}
