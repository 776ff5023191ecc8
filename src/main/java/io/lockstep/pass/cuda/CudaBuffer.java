package io.lockstep.pass.cuda;

import org.jspecify.annotations.Nullable;

/** A buffer of a {@link CudaPass}: device memory that grows on demand; growing discards its content. */
final class CudaBuffer implements AutoCloseable {
    private final CudaStream stream;
    private @Nullable DeviceMemory memory;

    CudaBuffer(CudaStream stream) {
        this.stream = stream;
    }

    /** Resizes to so many floats. */
    DeviceMemory floats(long count) {
        return bytes(count * Float.BYTES);
    }

    /** Resizes to so many longs or doubles. */
    DeviceMemory longs(long count) {
        return bytes(count * Long.BYTES);
    }

    /** Resizes to so many bytes. */
    DeviceMemory bytes(long count) {
        if (memory == null || memory.bytes() < count) {
            close(); // before, so that both need not fit
            memory = stream.device().allocate(count);
        }
        return memory;
    }

    /** The memory of the last size. */
    DeviceMemory memory() {
        if (memory == null) {
            throw new IllegalStateException("expected a buffer that has been given a size, found one without");
        }
        return memory;
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
    }
}
