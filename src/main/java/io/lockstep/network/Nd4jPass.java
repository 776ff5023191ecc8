package io.lockstep.network;

import io.lockstep.block.Block;
import io.lockstep.data.Standardizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The pass as the lesson writes it: the network's modules on ND4J operations. */
final class Nd4jPass implements BlockPass {
    private static final AtomicInteger PASSES = new AtomicInteger();

    private final Architecture architecture;
    private final float[] pixelTable;
    private final Network network;
    private final String workspace = "lockstep-pass-" + PASSES.incrementAndGet();

    Nd4jPass(Parameters parameters, Standardizer standardizer) {
        architecture = parameters.architecture();
        pixelTable = standardizer.table();
        network = new Network(parameters);
    }

    @Override
    public BlockGradient gradient(Block block) {
        return scoped(() -> {
            double lossSum = network.forward(features(block), block.labels(), ignored -> {});
            network.backward();
            float[] gradientSum = new float[architecture.parameterCount()];
            int[] offset = {0};
            network.gradients((dWeight, dBias) -> {
                offset[0] = copy(dWeight, gradientSum, offset[0]);
                offset[0] = copy(dBias, gradientSum, offset[0]);
            });
            return new BlockGradient(block.index(), gradientSum, lossSum, block.rows());
        });
    }

    @Override
    public BlockForward forward(Block block) {
        return scoped(() -> {
            List<ActivationSums> activations = new ArrayList<>();
            float[][] last = new float[1][];
            double lossSum = network.forward(features(block), block.labels(), activation -> {
                last[0] = values(activation);
                activations.add(ActivationSums.of(last[0], last[0].length));
            });
            Outputs outputs = new Outputs(architecture.loss(), architecture.outputs(), last[0]);
            return new BlockForward(block.index(), lossSum, outputs, activations);
        });
    }

    @Override
    public float[] inputGradient(Block block) {
        return scoped(() -> {
            network.forward(features(block), block.labels(), ignored -> {});
            return values(network.backward());
        });
    }

    /** pixels: (rows, in) bytes -> x: (rows, in) standardised floats. */
    private INDArray features(Block block) {
        architecture.requireFits(block);
        float[] features = new float[block.pixels().length];
        for (int i = 0; i < features.length; i++) {
            features[i] = pixelTable[block.pixels()[i] & 0xff];
        }
        return Nd4j.create(features, new long[] {block.rows(), block.columns()}, 'c');
    }

    private static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    private static int copy(INDArray from, float[] to, int offset) {
        float[] values = values(from);
        System.arraycopy(values, 0, to, offset, values.length);
        return offset + values.length;
    }

    /** All arrays that a pass makes live in one workspace and are given back together when it ends. */
    private <T> T scoped(Supplier<T> pass) {
        try (MemoryWorkspace scope = Nd4j.getWorkspaceManager()
                .getAndActivateWorkspace(WorkspaceConfiguration.builder().build(), workspace)) {
            return pass.get();
        }
    }

    @Override
    public void close() {
        network.close();
        Nd4j.getWorkspaceManager().destroyWorkspace(Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(workspace));
    }
}
