package io.lockstep.data.mnist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** An HTTP folder with the files. They are requested one at a time and always verified. */
final class Mirror {
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-");

    private final MirrorUrl url;
    private final Duration toAnswer;
    private final Duration silence;
    private final HttpClient client;

    /**
     * @param toAnswer longest time to resolve its name, connect and send the head of an answer
     * @param silence longest time between two pieces of a file
     */
    Mirror(URI folder, Duration toAnswer, Duration silence) {
        this.url = new MirrorUrl(folder);
        this.toAnswer = toAnswer;
        this.silence = silence;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(toAnswer);
        url.credentials().ifPresent(builder::authenticator);
        this.client = builder.build();
    }

    /**
     * Downloads a file into {@code part}, and resumes after the bytes that are already there. What arrived before a failure
     * stays there.
     *
     * @throws MirrorException if the mirror does not deliver the file
     * @throws IOException if {@code part} cannot be written
     */
    void fetch(PublishedFile file, Path part) throws MirrorException, IOException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        HttpResponse<InputStream> response = ask(file.name(), have);
        int status = response.statusCode();
        try (InputStream body = response.body()) {
            long from = switch (status) {
                case OK -> 0; // all of it: the mirror knows no ranges
                case PARTIAL_CONTENT -> firstByte(response);
                case RANGE_NOT_SATISFIABLE -> -1;
                default -> throw new MirrorException("HTTP " + status, mayPass(status));
            };
            if (from == 0 || from == have) {
                receive(body, part, from, file.mostPackedBytes());
            } else if (have > 0) {
                Files.delete(part); // longer than what the mirror has, so no part of it
                fetch(file, part);
            } else {
                throw new MirrorException("HTTP " + status + " to a request for all of it", false);
            }
        }
    }

    @Override
    public String toString() {
        return url.toString();
    }

    private HttpResponse<InputStream> ask(String name, long have) throws MirrorException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.of(name));
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        try {
            return Patience.within(toAnswer, () -> client.send(request.build(), BodyHandlers.ofInputStream()));
        } catch (TimeoutException | HttpTimeoutException e) {
            throw new MirrorException("no answer within " + Patience.seconds(toAnswer), false);
        } catch (IOException e) {
            // What keeps us from connecting now will do so again; what cuts a connection may not.
            throw new MirrorException(describe(e), !(e instanceof ConnectException || e instanceof SSLException));
        }
    }

    private void receive(InputStream body, Path part, long from, long most) throws MirrorException, IOException {
        StandardOpenOption how = from == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
        long total = from;
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = read(body, buffer); n >= 0 && total <= most; n = read(body, buffer)) {
                out.write(buffer, 0, n);
                total += n;
            }
        }
        if (total > most) {
            Files.delete(part);
            throw new MirrorException("more than " + most + " bytes", false);
        }
    }

    private int read(InputStream body, byte[] buffer) throws MirrorException {
        try {
            return Patience.within(silence, () -> body.read(buffer));
        } catch (TimeoutException e) {
            throw new MirrorException("silent for " + Patience.seconds(silence), true);
        } catch (IOException e) {
            throw new MirrorException("connection lost: " + describe(e), true);
        }
    }

    /** From {@code Content-Range: bytes 1000-1999/2000}; -1 if it says nothing of the kind. */
    private static long firstByte(HttpResponse<?> response) {
        String range = response.headers().firstValue("Content-Range").orElse("");
        Matcher matcher = RANGE.matcher(range);
        return matcher.lookingAt() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** Overload and failures of the server, which may be temporary; other statuses are final. */
    private static boolean mayPass(int status) {
        return status == TOO_MANY_REQUESTS || status >= 500;
    }

    /** A readable message, since the client's exceptions have no message and the cause two levels down. */
    private static String describe(IOException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UnresolvedAddressException) {
            return "host not found";
        }
        return failure instanceof ConnectException ? "cannot connect: refused or unreachable" : cause.toString();
    }
}
