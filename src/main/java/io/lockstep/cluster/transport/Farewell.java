package io.lockstep.cluster.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The message of a peer that leaves a round because of an error.
 *
 * @param key the round
 * @param sender the peer who leaves
 * @param reason why
 */
record Farewell(String key, int sender, String reason) {
    private static final byte FORMAT = 1;

    ByteBuffer encode() {
        var name = key.getBytes(UTF_8);
        var text = reason.getBytes(UTF_8);
        return ByteBuffer.allocate(9 + name.length + text.length)
                .put(FORMAT)
                .putInt(sender)
                .putInt(name.length)
                .put(name)
                .put(text)
                .flip();
    }

    /**
     * Reads a farewell.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Farewell decode(ByteBuffer bytes) {
        try {
            var format = bytes.get();
            var sender = bytes.getInt();
            var nameLength = bytes.getInt();
            if (format != FORMAT || sender < 0 || nameLength < 0 || nameLength > bytes.remaining()) {
                throw new IllegalArgumentException("A message of another format: " + format);
            }
            var end = bytes.position() + nameLength;
            var name = UTF_8.decode(bytes.duplicate().limit(end)).toString();
            return new Farewell(name, sender, UTF_8.decode(bytes.position(end)).toString());
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("A message that is too short", e);
        }
    }
}
