package io.lockstep.pass.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.lockstep.pass.cuda.CudaException.Kind;
import io.lockstep.pass.device.BackendException;
import io.lockstep.pass.device.DeviceLease;
import io.lockstep.pass.device.Gpu;
import io.lockstep.pass.device.NvidiaSmi;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * A GPU in this process: opened by the first task to which it is assigned and kept until the process ends. Its tasks share the context, the
 * compiled kernels and the cached examples; each has a stream of its own.
 */
public final class CudaDevice {
    private static final int FIRST_DRIVEN = 70;
    private static final int UUID_BYTES = 16;
    private static final int OUT_OF_MEMORY = 2;
    private static final int OUTSIDE_ERRORS = 600; // those about what was asked lie below, with one that is not
    private static final int ECC_UNCORRECTABLE = 214;

    private static final Map<String, CudaDevice> OPEN = new HashMap<>();

    private final Gpu gpu;
    private final CudaLibraries libraries;
    private final Pointer context;
    private final Kernels kernels;
    private final ExampleCache examples = new ExampleCache(this);
    private volatile String lost = "";

    private CudaDevice(Gpu gpu, CudaLibraries libraries, int number) {
        this.gpu = gpu;
        this.libraries = libraries;
        PointerByReference created = new PointerByReference();
        check("cuDevicePrimaryCtxRetain", driver().cuDevicePrimaryCtxRetain(created, number), "start-up");
        context = created.getValue();
        enter();
        kernels = new Kernels(this, libraries.nvrtc());
    }

    /**
     * The GPU at an address, made current for this thread.
     *
     * @param address as Spark assigns it to a task
     * @throws BackendException if it cannot be used, naming the first thing that is missing
     * @throws CudaException if it was lost before
     */
    public static CudaDevice at(String address) {
        CudaDevice device = open(address);
        device.enter();
        return device;
    }

    private static synchronized CudaDevice open(String address) {
        CudaDevice known = OPEN.get(address);
        if (known != null) {
            return known;
        }
        Found found = find(address);
        DeviceLease.take(found.gpu);
        CudaDevice device = new CudaDevice(found.gpu, found.libraries, found.number);
        OPEN.put(address, device);
        return device;
    }

    /**
     * Checks whether the GPU at an address can be used, without leasing it.
     *
     * @return why not; empty if it can
     */
    public static String reasonAgainst(String address) {
        try {
            find(address);
            return "";
        } catch (BackendException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A GPU with its device number in this process. */
    private record Found(Gpu gpu, CudaLibraries libraries, int number) {}

    private static Found find(String address) {
        Gpu.requireGiven(address);
        Gpu gpu = Gpu.at(address, NvidiaSmi.gpus());
        if (gpu.capability() < FIRST_DRIVEN) {
            throw new BackendException(
                    "compute.kernel = cuda: expected a GPU of compute capability 7.0 or more, found %s. Use such a GPU, or set compute.backend = cpu."
                            .formatted(gpu));
        }
        CudaLibraries libraries = CudaLibraries.load();
        IntByReference count = new IntByReference();
        libraries.driver().cuDeviceGetCount(count);
        for (int ordinal = 0; ordinal < count.getValue(); ordinal++) {
            IntByReference number = new IntByReference();
            byte[] uuid = new byte[UUID_BYTES];
            if (libraries.driver().cuDeviceGet(number, ordinal) == 0
                    && libraries.driver().cuDeviceGetUuid_v2(uuid, number.getValue()) == 0
                    && plain(gpu.uuid()).equals(HexFormat.of().formatHex(uuid))) {
                return new Found(gpu, libraries, number.getValue());
            }
        }
        throw new BackendException(
                "CUDA_VISIBLE_DEVICES: expected %s, which Spark gave to this task, among the GPUs that the process sees, found it is not one of %d. Leave the variable to Spark, or use a discovery script that agrees with it."
                        .formatted(gpu, count.getValue()));
    }

    /** {@code GPU-8f6d...-...} as the driver's bytes are written. */
    private static String plain(String uuid) {
        return uuid.replaceFirst("^GPU-", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** {@code NVIDIA H100 80GB HBM3 (GPU 0, compute capability 9.0, driver 580.65.06)}. */
    @Override
    public String toString() {
        return gpu.toString();
    }

    /** Its model with its machine code: {@code NVIDIA H100 80GB HBM3, sm_90}. */
    public String model() {
        return gpu.name() + ", sm_" + gpu.capability();
    }

    /** The libraries for matrix products and compilation: {@code cuBLAS 12.8.4, NVRTC 12.8}. */
    public String libraries() {
        return libraries.cublasVersion() + ", " + libraries.nvrtcVersion();
    }

    int capability() {
        return gpu.capability();
    }

    Driver driver() {
        return libraries.driver();
    }

    CublasLt cublasLt() {
        return libraries.cublasLt();
    }

    /** Makes it current for this thread. */
    private void enter() {
        if (!lost.isEmpty()) {
            throw new CudaException("compute.kernel = cuda", Kind.LOST, lost, toString(), "an earlier task");
        }
        check("cuCtxSetCurrent", driver().cuCtxSetCurrent(context), "start-up");
    }

    /** The examples cached between tasks. */
    public ExampleCache examples() {
        return examples;
    }

    /** Total and free memory, bytes. */
    public record Room(long total, long free) {}

    /** The memory at this moment. */
    public Room room() {
        LongByReference free = new LongByReference();
        LongByReference total = new LongByReference();
        check("cuMemGetInfo", driver().cuMemGetInfo_v2(free, total), "the query of its memory");
        return new Room(total.getValue(), free.getValue());
    }

    /**
     * Allocates memory.
     *
     * @throws CudaException if there is not enough
     */
    public DeviceMemory allocate(long bytes) {
        LongByReference address = new LongByReference();
        long atLeastOne = Math.max(1, bytes);
        check("cuMemAlloc", driver().cuMemAlloc_v2(address, atLeastOne), "%,d bytes".formatted(bytes));
        return new DeviceMemory(this, address.getValue(), atLeastOne);
    }

    void free(DeviceMemory memory) {
        if (lost.isEmpty()) { // what was lost takes its memory with it
            check("cuMemFree", driver().cuMemFree_v2(memory.address()), "%,d bytes".formatted(memory.bytes()));
        }
    }

    /** The compiled kernels. */
    Kernels kernels() {
        return kernels;
    }

    /** Checks a result of the driver. After an error that invalidates the context, the device is lost. */
    void check(String call, int result, String doing) {
        if (result == 0) {
            return;
        }
        String error = text(result);
        if (result > OUTSIDE_ERRORS || result == ECC_UNCORRECTABLE) {
            lost = error;
        }
        Kind kind = !lost.isEmpty() ? Kind.LOST : result == OUT_OF_MEMORY ? Kind.FULL : Kind.OTHER;
        throw new CudaException(call, kind, error, toString(), doing);
    }

    private String text(int result) {
        PointerByReference name = new PointerByReference();
        PointerByReference text = new PointerByReference();
        if (driver().cuGetErrorName(result, name) != 0 || driver().cuGetErrorString(result, text) != 0) {
            return "error " + result;
        }
        return "%s (%s)".formatted(name.getValue().getString(0), text.getValue().getString(0));
    }

    /** Checks a result of cuBLAS. */
    void checkCublas(String call, int result, String doing) {
        if (result != 0) {
            throw new CudaException(call, Kind.OTHER, cublasLt().cublasLtGetStatusName(result), toString(), doing);
        }
    }
}
