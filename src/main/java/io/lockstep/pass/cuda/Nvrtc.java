package io.lockstep.pass.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/** The compiler, {@code libnvrtc.so}: see NVRTC's reference. All but the last give an {@code nvrtcResult}, 0 for success. */
interface Nvrtc extends Library {
    int nvrtcVersion(IntByReference major, IntByReference minor);

    int nvrtcCreateProgram(
            PointerByReference program, byte[] source, String name, int headers, Pointer sources, Pointer names);

    int nvrtcCompileProgram(Pointer program, int options, String[] option);

    int nvrtcGetCUBINSize(Pointer program, LongByReference bytes);

    int nvrtcGetCUBIN(Pointer program, byte[] image);

    int nvrtcGetProgramLogSize(Pointer program, LongByReference bytes);

    int nvrtcGetProgramLog(Pointer program, byte[] log);

    int nvrtcDestroyProgram(PointerByReference program);

    String nvrtcGetErrorString(int error);
}
