package io.lockstep.cluster.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Stands between two executors on loopback, hands on all bytes and keeps a copy of them. */
final class ListeningProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new ArrayList<>();
    private final List<ByteArrayOutputStream> heard = new ArrayList<>(); // of each connection and direction
    private final Address target;

    ListeningProxy(Address target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    /** What the others take for the target's address. */
    Address address() {
        return new Address(target.executor(), "127.0.0.1", server.getLocalPort());
    }

    /** How often these bytes were seen, in either direction. */
    int countOf(byte[] pattern) {
        return streams().stream().mapToInt(stream -> count(stream, pattern)).sum();
    }

    int bytesHeard() {
        return streams().stream().mapToInt(stream -> stream.length).sum();
    }

    private List<byte[]> streams() {
        synchronized (heard) {
            return heard.stream().map(ByteArrayOutputStream::toByteArray).toList();
        }
    }

    private static int count(byte[] all, byte[] pattern) {
        return (int) IntStream.rangeClosed(0, all.length - pattern.length)
                .filter(i -> Arrays.equals(all, i, i + pattern.length, pattern, 0, pattern.length))
                .count();
    }

    private void accept() throws IOException {
        while (true) {
            var from = server.accept();
            var to = new Socket(target.host(), target.port());
            synchronized (sockets) {
                sockets.addAll(List.of(from, to));
            }
            daemon(() -> copy(from, to));
            daemon(() -> copy(to, from));
        }
    }

    private void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            var stream = new ByteArrayOutputStream();
            synchronized (heard) {
                heard.add(stream);
            }
            var part = new byte[1 << 16];
            for (var n = from.getInputStream().read(part);
                    n > 0;
                    n = from.getInputStream().read(part)) {
                stream.write(part, 0, n);
                to.getOutputStream().write(part, 0, n);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // closed
                    }
                },
                "listening-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (sockets) {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
