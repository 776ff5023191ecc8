package io.lockstep.pass.cuda;

import io.lockstep.block.Block;
import io.lockstep.data.ByteFeatures;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Caches blocks' bytes on a device between tasks. A block is identified by its array of pixels, which is never modified: as long
 * as the executor keeps that array, its copy on the device is valid, and when it is garbage-collected the copy is freed, too.
 */
public final class ExampleCache {
    /** Share of the memory that is left free for other uses. */
    private static final int RESERVED_SHARE = 16;

    private final CudaDevice device;
    private final Map<Key, DeviceMemory> copies = new HashMap<>();
    private final ReferenceQueue<byte[]> gone = new ReferenceQueue<>();
    private long bytes;

    ExampleCache(CudaDevice device) {
        this.device = device;
    }

    /** A weak reference to an array, compared by identity. */
    private static final class Key extends WeakReference<byte[]> {
        private final int hash;

        Key(byte[] array, @Nullable ReferenceQueue<byte[]> gone) {
            super(array, gone);
            hash = System.identityHashCode(array);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            byte[] array = get();
            return array != null && other instanceof Key key && key.get() == array;
        }
    }

    /**
     * The block's pixels, followed by its labels; copied to the device if they are not cached yet.
     *
     * @param share of the device's memory that all copies may take
     * @return null if the cache is full
     */
    public synchronized @Nullable DeviceMemory of(Block block, double share, CudaStream stream) {
        forgetThoseGone();
        DeviceMemory known = copies.get(new Key(pixels(block), null));
        if (known != null) {
            return known;
        }
        long size = size(block);
        CudaDevice.Room room = device.room();
        if (bytes + size > share * room.total() || room.free() - size < room.total() / RESERVED_SHARE) {
            return null;
        }
        DeviceMemory copy = device.allocate(size);
        copy(block, copy, 0, stream);
        copies.put(new Key(pixels(block), gone), copy);
        bytes += copy.bytes();
        return copy;
    }

    /** The pixels of a block of images. */
    static byte[] pixels(Block block) {
        return ((ByteFeatures) block.features()).values();
    }

    private static byte[] labels(Block block) {
        byte[] labels = new byte[block.rows()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = (byte) block.targets().value(row, 0);
        }
        return labels;
    }

    /** Bytes of a block's copy. */
    public static long size(Block block) {
        return (long) pixels(block).length + block.rows();
    }

    /** Copies a block's pixels and labels to device memory. */
    public static void copy(Block block, DeviceMemory to, long offset, CudaStream stream) {
        stream.upload(pixels(block), to, offset);
        stream.upload(labels(block), to, offset + pixels(block).length);
    }

    private void forgetThoseGone() {
        for (var reference = gone.poll(); reference != null; reference = gone.poll()) {
            DeviceMemory copy = copies.remove(reference);
            if (copy != null) {
                bytes -= copy.bytes();
                copy.close();
            }
        }
    }
}
