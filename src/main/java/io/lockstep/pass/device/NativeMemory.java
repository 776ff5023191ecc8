package io.lockstep.pass.device;

import org.bytedeco.javacpp.Pointer;

/** Memory outside the heap, where the passes keep what native libraries read. */
public final class NativeMemory {
    private NativeMemory() {}

    /** How much JavaCPP lets this virtual machine take, bytes: {@code org.bytedeco.javacpp.maxbytes}, or its heap's size. */
    public static long maxBytes() {
        return Pointer.maxBytes();
    }
}
