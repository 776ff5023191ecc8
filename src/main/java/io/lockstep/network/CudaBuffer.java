package io.lockstep.network;

import io.lockstep.network.cuda.CudaStream;
import io.lockstep.network.cuda.DeviceMemory;
import org.jspecify.annotations.Nullable;

/** A buffer of a {@link CudaPass}: memory of the device that grows when more is asked for, and then holds nothing of before. */
final class CudaBuffer implements AutoCloseable {
    private static final int FLOATS_OF_A_LINE = 64;

    private final CudaStream stream;
    private @Nullable DeviceMemory memory;

    CudaBuffer(CudaStream stream) {
        this.stream = stream;
    }

    /** Elements from one block's to the next, so that each begins at a multiple of 256 bytes, as those that read vectors want it. */
    static long stride(long elements) {
        return (elements + FLOATS_OF_A_LINE - 1) / FLOATS_OF_A_LINE * FLOATS_OF_A_LINE;
    }

    /** Room for so many floats. */
    DeviceMemory floats(long count) {
        return bytes(count * Float.BYTES);
    }

    /** Room for so many longs or doubles. */
    DeviceMemory longs(long count) {
        return bytes(count * Long.BYTES);
    }

    /** Room for so many bytes. */
    DeviceMemory bytes(long count) {
        if (memory == null || memory.bytes() < count) {
            close(); // before, so that both need not fit
            memory = stream.device().allocate(count);
        }
        return memory;
    }

    /** What was asked for last. */
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
