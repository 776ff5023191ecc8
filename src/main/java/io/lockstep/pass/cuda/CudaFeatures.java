package io.lockstep.pass.cuda;

import io.lockstep.block.Block;
import io.lockstep.data.Standardizer;
import java.util.List;

/** The examples of a group of blocks on the device: where their bytes are, and their standardised features. */
final class CudaFeatures implements AutoCloseable {
    private static final int GREYS = 256;

    private final CudaStream stream;
    private final CudaBuffer pixelTable;
    private final CudaBuffer examples;
    private final CudaBuffer passing;
    private final CudaBuffer values;
    private double gpuCache;

    CudaFeatures(CudaStream stream) {
        this.stream = stream;
        pixelTable = new CudaBuffer(stream);
        examples = new CudaBuffer(stream);
        passing = new CudaBuffer(stream);
        values = new CudaBuffer(stream);
    }

    /** With a standardizer, and the share of the GPU's memory for cached blocks. */
    void begin(Standardizer standardizer, double cache) {
        gpuCache = cache;
        stream.upload(standardizer.table(), 0, GREYS, pixelTable.floats(GREYS));
    }

    /** Loads a group in place of the previous one. */
    void load(List<Block> group) {
        long size = ExampleCache.pixels(group.get(0)).length;
        long stride = MatrixProduct.stride(size);
        values.floats(stride * group.size());
        long[] addresses = new long[group.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = address(group.get(i), i, group.size());
        }
        stream.upload(addresses, addresses.length, examples.longs(addresses.length));
        stream.launch(
                "standardize",
                size / 4,
                addresses.length,
                examples.memory(),
                pixelTable.memory(),
                size,
                stride,
                values.memory());
    }

    /** The device memory with a block's bytes: cached if there is room, else copied for this call. */
    private long address(Block block, int place, int blocks) {
        DeviceMemory kept = stream.device().examples().of(block, gpuCache, stream);
        if (kept != null) {
            return kept.address();
        }
        long stride = MatrixProduct.stride(ExampleCache.size(block));
        DeviceMemory memory = passing.bytes(stride * blocks);
        ExampleCache.copy(block, memory, stride * place, stream);
        return memory.address() + stride * place;
    }

    /** The addresses of each block's pixels, followed by its labels. */
    DeviceMemory examples() {
        return examples.memory();
    }

    /** (rows, in) of each block. */
    DeviceMemory values() {
        return values.memory();
    }

    @Override
    public void close() {
        List.of(pixelTable, examples, passing, values).forEach(CudaBuffer::close);
    }
}
