package io.lockstep.cluster.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.cluster.allreduce.Phase;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What precedes the numbers of a message.
 *
 * @param key the round that the message belongs to
 * @param sender the peer who sends it
 * @param exchange the number of the exchange
 * @param phase the part of the exchange
 * @param length how many longs follow
 */
record Header(String key, int sender, int exchange, Phase phase, int length) {
    /** The longest message: its bytes must fit a buffer. */
    static final int MAX_LENGTH = Integer.MAX_VALUE / Long.BYTES;

    private static final byte FORMAT = 1;
    private static final List<Phase> PHASES = List.of(Phase.values());

    ByteBuffer encode() {
        var name = key.getBytes(UTF_8);
        return ByteBuffer.allocate(14 + name.length)
                .put(FORMAT)
                .put((byte) PHASES.indexOf(phase))
                .putInt(sender)
                .putInt(exchange)
                .putInt(length)
                .put(name)
                .flip();
    }

    /**
     * Reads a header.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Header decode(ByteBuffer bytes) {
        try {
            var format = bytes.get();
            var phase = bytes.get();
            if (format != FORMAT || phase < 0 || phase >= PHASES.size()) {
                throw new IllegalArgumentException("A message of another format: " + format + ", phase " + phase);
            }
            var sender = bytes.getInt();
            var exchange = bytes.getInt();
            var length = bytes.getInt();
            if (sender < 0 || length < 0 || length > MAX_LENGTH) {
                throw new IllegalArgumentException("A message of " + length + " values from peer " + sender);
            }
            return new Header(UTF_8.decode(bytes).toString(), sender, exchange, PHASES.get(phase), length);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("A message with a header that is too short", e);
        }
    }
}
