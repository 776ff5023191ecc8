package io.lockstep.cluster.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.jspecify.annotations.Nullable;

/** Hands what comes in to the round that it names, and refuses what belongs to no open round. */
final class Incoming extends RpcHandler {
    private final Map<String, OpenKey> open = new ConcurrentHashMap<>();
    private final StreamManager noStreams =
            new OneForOneStreamManager(); // Spark asks for one; there is nothing to fetch
    private final Buffers buffers;

    Incoming(Buffers buffers) {
        this.buffers = buffers;
    }

    void expect(String key) {
        open.computeIfAbsent(key, ignored -> new OpenKey(buffers));
    }

    @Nullable
    OpenKey find(String key) {
        return open.get(key);
    }

    void forget(String key) {
        var closed = open.remove(key);
        if (closed != null) {
            closed.leave(null);
        }
        if (open.isEmpty()) {
            buffers.dropUnused();
        }
    }

    @Override
    public StreamCallbackWithID receiveStream(TransportClient from, ByteBuffer meta, RpcResponseCallback callback) {
        return new Arriving(Header.decode(meta), from);
    }

    /** A message of which parts arrive. */
    private final class Arriving implements StreamCallbackWithID {
        private final Header header;
        private final TransportClient from;
        private final @Nullable OpenKey round;
        private final @Nullable ByteBuffer values;
        private Answer answer = new Answer.Accepted();

        private Arriving(Header header, TransportClient from) {
            this.header = header;
            this.from = from;
            this.round = open.get(header.key());
            this.values = round == null ? null : buffers.take(header.length() * Long.BYTES);
        }

        @Override
        public void onData(String id, ByteBuffer part) throws IOException {
            if (values == null) {
                return; // is read and dropped: the connection serves other rounds too
            }
            if (part.remaining() > values.remaining()) {
                throw new IOException("Expected " + header.length() + " values, found more.");
            }
            values.put(part); // the parts are not cut at the longs
        }

        @Override
        public void onComplete(String id) throws IOException {
            if (round == null || values == null) {
                answer = new Answer.Refused("key " + header.key() + " unknown");
                return;
            }
            if (values.hasRemaining()) {
                throw new IOException(
                        "Expected " + header.length() + " values, found " + values.position() / Long.BYTES);
            }
            answer = round.arrived(header, values.flip(), from);
        }

        @Override
        public void onFailure(String id, Throwable cause) {
            // the connection ends, which the peer is told as lost; the buffer is left to the garbage collector
        }

        @Override
        public String getID() {
            return header.key();
        }

        @Override
        public ByteBuffer getCompletionResponse() {
            return answer.encode();
        }
    }

    @Override
    public void receive(TransportClient from, ByteBuffer message, RpcResponseCallback callback) {
        var farewell = Farewell.decode(message);
        var round = open.get(farewell.key());
        if (round != null) {
            round.abandoned(farewell.sender(), farewell.reason());
        }
        callback.onSuccess(new Answer.Accepted().encode());
    }

    @Override
    public void channelInactive(TransportClient connection) {
        open.values().forEach(round -> round.closed(connection));
    }

    @Override
    public StreamManager getStreamManager() {
        return noStreams;
    }
}
