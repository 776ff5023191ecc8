package io.lockstep.cluster.transport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Buffers for messages, used again and again: a direct buffer costs a system call and is freed by the garbage collector only. A round needs
 * few sizes, so that buffers are kept by size.
 */
final class Buffers {
    private static final int SMALLEST_BYTES = 4096;

    private final Map<Integer, Shelf> shelves = new HashMap<>();

    private static final class Shelf {
        private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
        private boolean used;
    }

    /** A buffer with this many bytes between position and limit, little-endian, for the caller alone. */
    synchronized ByteBuffer take(int bytes) {
        var size = size(bytes);
        var shelf = shelves.computeIfAbsent(size, ignored -> new Shelf());
        shelf.used = true;
        var free = shelf.free.pollLast();
        var buffer = free == null ? ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN) : free;
        return buffer.clear().limit(bytes);
    }

    /** Takes a buffer back. The caller does not touch it any more. */
    synchronized void giveBack(ByteBuffer buffer) {
        var shelf = shelves.get(buffer.capacity());
        if (shelf != null) {
            shelf.free.addLast(buffer);
        }
    }

    /** Drops the buffers of the sizes that nobody has used since the last call. */
    synchronized void dropUnused() {
        shelves.values().removeIf(shelf -> !shelf.used);
        shelves.values().forEach(shelf -> shelf.used = false);
    }

    /** A little more than asked for, so that messages of nearly the same length share buffers. */
    private static int size(int bytes) {
        long step = Math.max(SMALLEST_BYTES, Integer.highestOneBit(Math.max(1, bytes)) / 8);
        return (int) Math.min(Integer.MAX_VALUE, (bytes + step - 1) / step * step);
    }
}
