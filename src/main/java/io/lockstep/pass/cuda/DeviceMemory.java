package io.lockstep.pass.cuda;

/** Memory of a device. Its initial content is undefined. */
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

    /** Its device address. */
    public long address() {
        return address;
    }

    /** Its size. */
    public long bytes() {
        return bytes;
    }

    /** Frees it, after the pending operations of the device. */
    @Override
    public void close() {
        if (open) {
            open = false;
            device.free(this);
        }
    }
}
