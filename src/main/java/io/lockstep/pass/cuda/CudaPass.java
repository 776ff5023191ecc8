package io.lockstep.pass.cuda;

import io.lockstep.block.Block;
import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import io.lockstep.metric.ActivationSums;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockForward;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.GroupPass;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.Processor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The pass for GPUs: a group of blocks goes through the network together, the matrix products by cuBLAS, the other operations
 * by the kernels of {@code pass.cu}. A block's bits do not depend on its group.
 *
 * <p>A closed pass keeps its buffers for the next task that opens one for the same network on the same device.
 */
public final class CudaPass implements GroupPass {
    private static final System.Logger LOG = System.getLogger(CudaPass.class.getName());
    private static final int THREADS_OF_A_LOSS = 256;
    private static final int ROWS_OF_A_GROUP = 1 << 16;
    /** Maximum share of the device's memory for the buffers of one task: {@code 1 / 4}. */
    private static final int SHARE_OF_A_TASK = 4;

    private static final int MIBI = 20;

    private static final Map<Network, ConcurrentLinkedDeque<CudaPass>> WAITING = new ConcurrentHashMap<>();

    /** The key of reusable buffers. */
    private record Network(CudaDevice device, Architecture architecture, boolean tf32) {}

    private final Network network;
    private final Architecture architecture;
    private final CudaStream stream;
    private final List<CudaLayer> layers = new ArrayList<>();
    private final CudaFeatures features;
    private final CudaBuffer dFeatures;
    private final CudaBuffer losses;
    private final CudaBuffer lossSums;
    private final CudaBuffer lossUnits;
    private final CudaBuffer refused;
    private final Map<Integer, Integer> groupSizes = new HashMap<>();
    private int largestGroup = MatrixProduct.MOST_BLOCKS;
    private int rows;

    private CudaPass(Network network) {
        this.network = network;
        architecture = network.architecture;
        stream = new CudaStream(network.device);
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            layers.add(new CudaLayer(stream, architecture, layer, network.tf32));
        }
        features = new CudaFeatures(stream);
        dFeatures = new CudaBuffer(stream);
        losses = new CudaBuffer(stream);
        lossSums = new CudaBuffer(stream);
        lossUnits = new CudaBuffer(stream);
        refused = new CudaBuffer(stream);
    }

    /**
     * Opens a new pass, or reuses a closed one with its buffers.
     *
     * @param gpu with its address
     * @param tf32 whether tensor cores are used, which round factors to 11 bits
     * @param cache share of the GPU's memory for blocks cached between tasks
     */
    public static CudaPass open(Parameters parameters, Scaling scaling, Processor gpu, boolean tf32, double cache) {
        ImagesOnly.require(parameters.architecture(), scaling);
        CudaDevice device = CudaDevice.at(gpu.address());
        Network network = new Network(device, parameters.architecture(), tf32);
        CudaPass waiting = WAITING.computeIfAbsent(network, any -> new ConcurrentLinkedDeque<>())
                .pollFirst();
        CudaPass pass = waiting == null ? new CudaPass(network) : waiting;
        try {
            pass.begin(parameters, (Standardizer) scaling, cache);
            return pass;
        } catch (RuntimeException e) {
            pass.close(); // keeps its buffers for the next task
            throw e;
        }
    }

    /** The backend of that GPU, which is initialised. */
    public static Backend backend(Processor gpu) {
        CudaDevice device = CudaDevice.at(gpu.address());
        return new Backend("", "GPU", device.libraries(), device.model());
    }

    private void begin(Parameters parameters, Standardizer standardizer, double cache) {
        stream.doing("the parameters");
        features.begin(standardizer, cache);
        for (CudaLayer layer : layers) {
            layer.load(parameters.values());
        }
        stream.clear(lossUnits.longs(1));
        stream.clear(refused.longs(1));
    }

    @Override
    public int groupSize(int blockRows) {
        return Math.min(largestGroup, groupSizes.computeIfAbsent(blockRows, this::fitting));
    }

    /** The maximum group size for the memory that is free before allocation. */
    private int fitting(int blockRows) {
        long bytes = layers.stream().mapToLong(layer -> layer.bytes(blockRows)).sum()
                + 2 * MatrixProduct.stride((long) blockRows * architecture.inputs()) * Float.BYTES;
        CudaDevice.Room room = network.device.room();
        long fitting = Math.max(1, Math.min(room.total() / SHARE_OF_A_TASK, room.free() / 2) / bytes);
        int wanted = Math.min(MatrixProduct.MOST_BLOCKS, Math.max(1, ROWS_OF_A_GROUP / blockRows));
        if (fitting < wanted) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} has {1} of {2} MiB free: groups of {3} blocks instead of {4}, slower, with bit-identical results.",
                    network.device,
                    room.free() >> MIBI,
                    room.total() >> MIBI,
                    fitting,
                    wanted);
        }
        return (int) Math.min(wanted, fitting);
    }

    @Override
    public boolean add(List<Block> group, Scale gradients, Scale losses) {
        for (int first = 0; first < group.size(); ) {
            List<Block> part = group.subList(first, Math.min(group.size(), first + largestGroup));
            if (tryGradients(part)) {
                addExactly(part.size(), gradients, losses);
                first += part.size();
            }
        }
        return stream.downloadInt(refused.memory()) == 0; // which waits, so that the blocks may go
    }

    /** Whether there was memory for so many blocks; if not, later groups are smaller. */
    private boolean tryGradients(List<Block> group) {
        try {
            gradients(group);
            return true;
        } catch (CudaException e) {
            if (!e.isOutOfMemory() || group.size() == 1) {
                throw e;
            }
            largestGroup = group.size() / 2;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} Continuing with groups of {1} blocks instead of {2}: slower, with bit-identical results.",
                    e.getMessage(),
                    largestGroup,
                    group.size());
            return false;
        }
    }

    private void addExactly(int blocks, Scale ofGradients, Scale ofLosses) {
        for (CudaLayer layer : layers) {
            layer.addExactly(blocks, ofGradients.unitsInOne(), ofGradients.largest(), refused.memory());
        }
        stream.launchGrid(
                "add_losses_exactly",
                1,
                1,
                1,
                1,
                lossSums.memory(),
                blocks,
                ofLosses.unitsInOne(),
                ofLosses.largest(),
                lossUnits.memory(),
                refused.memory());
    }

    @Override
    public Units units() {
        long[] gradientSum = new long[architecture.parameterCount()];
        for (CudaLayer layer : layers) {
            layer.units(gradientSum);
        }
        long[] lossSum = new long[1];
        stream.download(lossUnits.memory(), lossSum, 0, 1);
        return new Units(gradientSum, lossSum[0]);
    }

    @Override
    public BlockGradient gradient(Block block) {
        gradients(List.of(block));
        float[] gradientSum = new float[architecture.parameterCount()];
        for (CudaLayer layer : layers) {
            layer.gradient(gradientSum);
        }
        return new BlockGradient(block.index(), gradientSum, stream.downloadDouble(lossSums.memory()), block.rows());
    }

    @Override
    public BlockForward forward(Block block) {
        forwardToLoss(List.of(block));
        List<ActivationSums> activations = new ArrayList<>();
        float[] output = new float[0];
        for (CudaLayer layer : layers) {
            output = layer.outputOfFirst(rows);
            activations.add(ActivationSums.of(output));
            if (!layer.isLast()) {
                float[] activation = layer.activationOfFirst(rows);
                activations.add(ActivationSums.of(activation));
            }
        }
        return new BlockForward(
                block.index(),
                stream.downloadDouble(lossSums.memory()),
                new Outputs(architecture.loss(), architecture.outputs(), output),
                activations);
    }

    @Override
    public float[] inputGradient(Block block) {
        gradients(List.of(block));
        long size = (long) rows * architecture.inputs();
        DeviceMemory dInput = dFeatures.floats(size);
        layers.get(0).dInput(rows, 1, dInput);
        float[] gradient = new float[Math.toIntExact(size)];
        stream.download(dInput, gradient, 0, gradient.length);
        return gradient;
    }

    /** Computes each block's gradient, which stays in the layers, and its loss, in {@code lossSums}. */
    private void gradients(List<Block> group) {
        forwardToLoss(group);
        int blocks = group.size();
        for (int i = layers.size() - 1; i > 0; i--) {
            layers.get(i).backward(layers.get(i - 1).activation(), rows, blocks);
            layers.get(i).dInput(rows, blocks, layers.get(i - 1).dOutput());
            layers.get(i - 1).throughActivation(rows, blocks);
        }
        layers.get(0).backward(features.values(), rows, blocks);
    }

    /** x: (rows, in) of each block -> the outputs, their losses, and the gradient with which backward starts. */
    private void forwardToLoss(List<Block> group) {
        int blocks = group.size();
        Block first = group.get(0);
        rows = first.rows();
        stream.doing(
                blocks == 1 ? "block " + first.index() : "%d blocks from block %d on".formatted(blocks, first.index()));
        group.forEach(architecture::requireFits);
        group.forEach(ImagesOnly::require);
        layers.forEach(layer -> layer.resize(rows, blocks));
        losses.longs((long) blocks * rows);
        lossSums.longs(blocks);
        features.load(group);
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).forward(i == 0 ? features.values() : layers.get(i - 1).activation(), rows, blocks);
        }
        loss(layers.get(layers.size() - 1), blocks);
    }

    private void loss(CudaLayer last, int blocks) {
        long pixels = (long) rows * architecture.inputs();
        long stride = MatrixProduct.stride((long) rows * architecture.outputs());
        stream.launch(
                architecture.loss() == Loss.MSE ? "mse" : "cross_entropy",
                rows,
                blocks,
                last.output(),
                features.examples(),
                pixels,
                rows,
                architecture.outputs(),
                stride,
                last.dOutput(),
                losses.memory());
        stream.launchGrid("sum_losses", 1, blocks, THREADS_OF_A_LOSS, 1, losses.memory(), rows, lossSums.memory());
    }

    /** Makes the pass available to the next task. Passes for other networks on the same device free their memory. */
    @Override
    public void close() {
        for (Network other : WAITING.keySet()) {
            if (other.device == network.device && !other.equals(network)) {
                release(other);
            }
        }
        WAITING.computeIfAbsent(network, any -> new ConcurrentLinkedDeque<>()).addFirst(this);
    }

    private static void release(Network other) {
        var waiting = WAITING.getOrDefault(other, new ConcurrentLinkedDeque<>());
        for (CudaPass pass = waiting.pollFirst(); pass != null; pass = waiting.pollFirst()) {
            pass.release();
        }
    }

    private void release() {
        layers.forEach(CudaLayer::close);
        features.close();
        List.of(dFeatures, losses, lossSums, lossUnits, refused).forEach(CudaBuffer::close);
        stream.close();
    }
}
