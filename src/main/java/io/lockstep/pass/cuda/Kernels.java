package io.lockstep.pass.cuda;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.lockstep.pass.device.BackendException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The kernels of {@code pass.cu}, compiled for one device's own machine code. */
final class Kernels {
    private static final String SOURCE = "pass.cu";

    private final CudaDevice device;
    private final Nvrtc nvrtc;
    private final Pointer module;
    private final Map<String, Pointer> functions = new HashMap<>();

    /** Compiles them; the device is current for the thread. */
    Kernels(CudaDevice device, Nvrtc nvrtc) {
        this.device = device;
        this.nvrtc = nvrtc;
        PointerByReference loaded = new PointerByReference();
        device.check("cuModuleLoadData", device.driver().cuModuleLoadData(loaded, compile()), SOURCE);
        module = loaded.getValue();
    }

    /** The kernel of this name. */
    synchronized Pointer get(String kernel) {
        return functions.computeIfAbsent(kernel, name -> {
            PointerByReference found = new PointerByReference();
            device.check("cuModuleGetFunction", device.driver().cuModuleGetFunction(found, module, name), name);
            return found.getValue();
        });
    }

    private byte[] compile() {
        PointerByReference program = new PointerByReference();
        byte[] source = Native.toByteArray(source(), StandardCharsets.UTF_8.name());
        check(program, nvrtc.nvrtcCreateProgram(program, source, SOURCE, 0, Pointer.NULL, Pointer.NULL));
        // Without contraction to fused operations the kernels mean the same to every version of the compiler.
        String[] options = {"--gpu-architecture=sm_" + device.capability(), "--fmad=false"};
        check(program, nvrtc.nvrtcCompileProgram(program.getValue(), options.length, options));
        LongByReference size = new LongByReference();
        check(program, nvrtc.nvrtcGetCUBINSize(program.getValue(), size));
        byte[] image = new byte[Math.toIntExact(size.getValue())];
        check(program, nvrtc.nvrtcGetCUBIN(program.getValue(), image));
        check(program, nvrtc.nvrtcDestroyProgram(program));
        return image;
    }

    private void check(PointerByReference program, int result) {
        if (result == 0) {
            return;
        }
        LongByReference size = new LongByReference();
        nvrtc.nvrtcGetProgramLogSize(program.getValue(), size);
        byte[] log = new byte[Math.toIntExact(Math.max(1, size.getValue()))];
        nvrtc.nvrtcGetProgramLog(program.getValue(), log);
        throw new BackendException(
                "%s: expected %s to compile it for %s, found %s: %s. Use a version of CUDA that knows this GPU, or set compute.backend = cpu."
                        .formatted(
                                SOURCE,
                                device.libraries(),
                                device,
                                nvrtc.nvrtcGetErrorString(result),
                                Native.toString(log, StandardCharsets.UTF_8.name())
                                        .strip()));
    }

    private static String source() {
        try (InputStream in = Kernels.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new IllegalStateException(SOURCE + " is not in the application");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
