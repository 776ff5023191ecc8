package io.lockstep.cluster.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** What a peer answers to a message that has arrived. */
sealed interface Answer {
    /** It is kept, or a duplicate. */
    record Accepted() implements Answer {}

    /** The peer does not know the round. */
    record Refused(String reason) implements Answer {}

    /** The peer has left the round. */
    record Abandoned(String reason) implements Answer {}

    default ByteBuffer encode() {
        if (this instanceof Refused refused) {
            return encode((byte) 'R', refused.reason());
        }
        return this instanceof Abandoned abandoned ? encode((byte) 'A', abandoned.reason()) : ByteBuffer.allocate(0);
    }

    private static ByteBuffer encode(byte kind, String reason) {
        var text = reason.getBytes(UTF_8);
        return ByteBuffer.allocate(1 + text.length).put(kind).put(text).flip();
    }

    static Answer decode(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return new Accepted();
        }
        var kind = bytes.get();
        var reason = UTF_8.decode(bytes).toString();
        return kind == 'A' ? new Abandoned(reason) : new Refused(reason);
    }
}
