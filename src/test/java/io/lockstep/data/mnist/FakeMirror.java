package io.lockstep.data.mnist;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server on this machine that answers as it is told: each request with the next answer, the last one for ever. */
final class FakeMirror implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** What to do with a request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    FakeMirror(Answer... answers) {
        this.answers.addAll(List.of(answers));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** The folder's URL. */
    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mnist/");
    }

    /** What was asked for: {@code "/mnist/name"}, with {@code " bytes=100-"} behind it where it was a part. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    /** All of the content, whatever part was asked for. */
    static Answer whole(byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        };
    }

    /** The part of the content that was asked for, as a server does that knows ranges. */
    static Answer ranges(byte[] content) {
        return exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            if (range == null) {
                whole(content).to(exchange);
                return;
            }
            Matcher matcher = RANGE.matcher(range);
            int from = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
            if (from >= content.length) {
                exchange.getResponseHeaders().add("Content-Range", "bytes */" + content.length);
                exchange.sendResponseHeaders(416, -1);
            } else {
                exchange.getResponseHeaders()
                        .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
                exchange.sendResponseHeaders(206, content.length - from);
                exchange.getResponseBody().write(content, from, content.length - from);
            }
        };
    }

    /** The first bytes of the content, then the connection is cut. */
    static Answer cutAfter(int bytes, byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
        };
    }

    /** Zeros without end, counted. */
    static Answer endless(AtomicLong sent) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] zeros = new byte[8192];
            while (true) { // until the client hangs up
                exchange.getResponseBody().write(zeros);
                sent.addAndGet(zeros.length);
            }
        };
    }

    /** The first bytes, then nothing, with the connection open. */
    Answer silentAfter(int bytes, byte[] content) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, bytes);
            exchange.getResponseBody().flush();
            waitForClose();
        };
    }

    /** Nothing, with the connection open. */
    Answer mute() {
        return exchange -> waitForClose();
    }

    /** Adds an answer behind those of the constructor. */
    FakeMirror then(Answer answer) {
        synchronized (answers) {
            answers.add(answer);
        }
        return this;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
        try (exchange) {
            nextAnswer().to(exchange);
        }
    }

    private Answer nextAnswer() {
        synchronized (answers) {
            Answer next = answers.size() > 1 ? answers.poll() : answers.peek();
            return next == null ? status(404) : next;
        }
    }

    private void waitForClose() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
