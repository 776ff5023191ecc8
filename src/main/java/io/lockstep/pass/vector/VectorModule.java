package io.lockstep.pass.vector;

/** Whether this JVM was started with the module for vectors. */
public final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";

    /** What a JVM must be started with. */
    public static final String OPTION = "--add-modules=" + NAME;

    private VectorModule() {}

    /** Without it the kernel uses plain loops, which give bit-identical results. */
    public static boolean isPresent() {
        return ModuleLayer.boot().findModule(NAME).isPresent();
    }
}
