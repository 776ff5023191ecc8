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

    /** Takes how bytes become features, and which share of the GPU's memory is for blocks that stay there. */
    void begin(Standardizer standardizer, double cache) {
        gpuCache = cache;
        stream.upload(standardizer.table(), 0, GREYS, pixelTable.floats(GREYS));
    }

    /** Takes a group in place of the one before. */
    void load(List<Block> group) {
        long size = group.get(0).pixels().length;
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

    /** Where a block's bytes are on the device: they stay there if there is room, else they are copied for this time. */
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

    /** The addresses of each block's pixels, with its labels behind them. */
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
