package io.lockstep.pass.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The CUDA stream of a task slot: operations run in order, and are complete only after
 * {@link #synchronize}. For one thread at a time.
 */
public final class CudaStream implements AutoCloseable {
    private static final int NON_BLOCKING = 1;
    private static final int STAGING_BYTES = 8 << 20;
    private static final int MOST_ARGUMENTS = 16;
    private static final int THREADS = 256;
    /** Some for each of many multiprocessors; beyond, a thread takes several elements. */
    private static final int MOST_CUDA_BLOCKS = 4096;

    private final CudaDevice device;
    private final Pointer stream;
    private final Pointer cublas;
    private final Pointer staging;
    private final ByteBuffer staged;
    private final Memory arguments = new Memory((long) MOST_ARGUMENTS * Long.BYTES);
    private final Memory pointers = new Memory((long) MOST_ARGUMENTS * Long.BYTES);
    private String doing = "start-up";

    /** A stream on this device, which is current for the thread. */
    public CudaStream(CudaDevice device) {
        this.device = device;
        PointerByReference created = new PointerByReference();
        check("cuStreamCreate", device.driver().cuStreamCreate(created, NON_BLOCKING));
        stream = created.getValue();
        check("cuMemAllocHost", device.driver().cuMemAllocHost_v2(created, STAGING_BYTES));
        staging = created.getValue();
        staged = staging.getByteBuffer(0, STAGING_BYTES).order(ByteOrder.nativeOrder());
        device.checkCublas("cublasLtCreate", device.cublasLt().cublasLtCreate(created), doing);
        cublas = created.getValue();
        for (int i = 0; i < MOST_ARGUMENTS; i++) {
            pointers.setPointer((long) i * Long.BYTES, arguments.share((long) i * Long.BYTES));
        }
    }

    /** The device of the stream. */
    public CudaDevice device() {
        return device;
    }

    /** The current operation, for error messages: {@code blocks 128 to 255}. */
    public void doing(String what) {
        doing = what;
    }

    String doing() {
        return doing;
    }

    Pointer handle() {
        return stream;
    }

    Pointer cublas() {
        return cublas;
    }

    /** Copies bytes to the device. */
    public void upload(byte[] from, DeviceMemory to, long offset) {
        inParts(from.length, 1, (done, part) -> {
            staged.clear().put(from, done, part);
            send(to, offset + done, part);
        });
    }

    /** Copies floats to the beginning of a memory. */
    public void upload(float[] from, int first, int count, DeviceMemory to) {
        inParts(count, Float.BYTES, (done, part) -> {
            staged.clear().asFloatBuffer().put(from, first + done, part);
            send(to, (long) done * Float.BYTES, part * Float.BYTES);
        });
    }

    /** Copies longs to the beginning of a memory. */
    public void upload(long[] from, int count, DeviceMemory to) {
        inParts(count, Long.BYTES, (done, part) -> {
            staged.clear().asLongBuffer().put(from, done, part);
            send(to, (long) done * Long.BYTES, part * Long.BYTES);
        });
    }

    /** Copies floats from the beginning of a memory. */
    public void download(DeviceMemory from, float[] to, int first, int count) {
        inParts(count, Float.BYTES, (done, part) -> {
            receive(from, (long) done * Float.BYTES, part * Float.BYTES);
            staged.clear().asFloatBuffer().get(to, first + done, part);
        });
    }

    /** Copies longs from the beginning of a memory. */
    public void download(DeviceMemory from, long[] to, int first, int count) {
        inParts(count, Long.BYTES, (done, part) -> {
            receive(from, (long) done * Long.BYTES, part * Long.BYTES);
            staged.clear().asLongBuffer().get(to, first + done, part);
        });
    }

    /** Copies the double at the beginning of a memory. */
    public double downloadDouble(DeviceMemory from) {
        receive(from, 0, Double.BYTES);
        return staged.getDouble(0);
    }

    /** Copies the int at the beginning of a memory. */
    public int downloadInt(DeviceMemory from) {
        receive(from, 0, Integer.BYTES);
        return staged.getInt(0);
    }

    /** Copies within the device. */
    public void copy(DeviceMemory from, DeviceMemory to, long bytes) {
        check("cuMemcpyDtoDAsync", device.driver().cuMemcpyDtoDAsync_v2(to.address(), from.address(), bytes, stream));
    }

    /** Sets all bytes of a memory to 0. */
    public void clear(DeviceMemory memory) {
        check("cuMemsetD8Async", device.driver().cuMemsetD8Async(memory.address(), (byte) 0, memory.bytes(), stream));
    }

    private interface Part {
        void move(int done, int part);
    }

    private static void inParts(int count, int bytes, Part move) {
        int most = STAGING_BYTES / bytes;
        for (int done = 0; done < count; done += most) {
            move.move(done, Math.min(most, count - done));
        }
    }

    private void send(DeviceMemory to, long offset, int bytes) {
        check("cuMemcpyHtoDAsync", device.driver().cuMemcpyHtoDAsync_v2(to.address() + offset, staging, bytes, stream));
        synchronize(); // before the staging memory is written again
    }

    private void receive(DeviceMemory from, long offset, int bytes) {
        check(
                "cuMemcpyDtoHAsync",
                device.driver().cuMemcpyDtoHAsync_v2(staging, from.address() + offset, bytes, stream));
        synchronize();
    }

    /**
     * Launches a kernel over some blocks.
     *
     * @param size elements of a block, each for a thread
     * @param arguments {@link DeviceMemory} for a pointer, else numbers of the types that the kernel takes
     */
    public void launch(String kernel, long size, int blocks, Object... arguments) {
        long wanted = Math.min((size + THREADS - 1) / THREADS, MOST_CUDA_BLOCKS / blocks);
        launchGrid(kernel, (int) Math.max(1, wanted), blocks, THREADS, 1, arguments);
    }

    /** The same, by a grid of (gridX, gridY) with CUDA blocks of (threadsX, threadsY). */
    public void launchGrid(String kernel, int gridX, int gridY, int threadsX, int threadsY, Object... values) {
        for (int i = 0; i < values.length; i++) {
            put((long) i * Long.BYTES, values[i]);
        }
        int result = device.driver()
                .cuLaunchKernel(
                        device.kernels().get(kernel),
                        gridX,
                        gridY,
                        1,
                        threadsX,
                        threadsY,
                        1,
                        0,
                        stream,
                        pointers,
                        Pointer.NULL);
        device.check("cuLaunchKernel of " + kernel, result, doing);
    }

    private void put(long at, Object value) {
        if (value instanceof DeviceMemory memory) {
            arguments.setLong(at, memory.address());
        } else if (value instanceof Long number) {
            arguments.setLong(at, number);
        } else if (value instanceof Integer number) {
            arguments.setInt(at, number);
        } else if (value instanceof Float number) {
            arguments.setFloat(at, number);
        } else {
            arguments.setDouble(at, (Double) value);
        }
    }

    /** Waits until all operations are complete; their failures are thrown here. */
    public void synchronize() {
        check("cuStreamSynchronize", device.driver().cuStreamSynchronize(stream));
    }

    private void check(String call, int result) {
        device.check(call, result, doing);
    }

    /** Frees its resources, in any state of the device. */
    @Override
    public void close() {
        device.cublasLt().cublasLtDestroy(cublas);
        device.driver().cuMemFreeHost(staging);
        device.driver().cuStreamDestroy_v2(stream);
        arguments.close();
        pointers.close();
    }
}
