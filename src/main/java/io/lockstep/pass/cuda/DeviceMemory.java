package io.lockstep.pass.cuda;

/** Memory of a device. What is in it at first is not defined. */
public final class DeviceMemory implements AutoCloseable {
    private final CudaDevice device;
    private final long address;
    private final long bytes;
    private boolean open = true;

    DeviceMemory(CudaDevice device, long address, long bytes) {
        this.device = device;
        this.address = address;
        this.bytes = bytes;
    }

    /** Where it begins: a number that only the device can use. */
    public long address() {
        return address;
    }

    /** Its size. */
    public long bytes() {
        return bytes;
    }

    /** Gives it back, after what is under way on the device. */
    @Override
    public void close() {
        if (open) {
            open = false;
            device.free(this);
        }
    }
}
