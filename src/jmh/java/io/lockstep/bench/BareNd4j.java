package io.lockstep.bench;

import io.lockstep.pass.device.NativeThreads;

/** A virtual machine that starts ND4J and does nothing with it. */
public final class BareNd4j {
    private BareNd4j() {}

    public static void main(String[] arguments) {
        NativeThreads.single();
    }
}
