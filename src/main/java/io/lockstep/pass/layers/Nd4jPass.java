package io.lockstep.pass.layers;

import io.lockstep.block.Block;
import io.lockstep.data.Scaling;
import io.lockstep.metric.ActivationSums;
import io.lockstep.network.Architecture;
import io.lockstep.network.Outputs;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockForward;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The pass of the lesson: the network's modules on ND4J operations. */
public final class Nd4jPass implements BlockPass {
    private static final AtomicInteger PASSES = new AtomicInteger();

    private final Architecture architecture;
    private final Scaling scaling;
    private final Network network;
    private final String workspace = "lockstep-pass-" + PASSES.incrementAndGet();

    public Nd4jPass(Parameters parameters, Scaling scaling) {
        architecture = parameters.architecture();
        this.scaling = scaling;
        network = new Network(parameters);
    }

    @Override
    public BlockGradient gradient(Block block) {
        return scoped(() -> {
            double lossSum = network.forward(features(block), block.targets(), block.weights());
            network.backward();
            return new BlockGradient(block.index(), network.gradientSum(), lossSum, block.rows(), block.weightSum());
        });
    }

    @Override
    public BlockForward forward(Block block) {
        return scoped(() -> {
            List<ActivationSums> activations = new ArrayList<>();
            float[][] last = new float[1][];
            double lossSum = network.forward(features(block), block.targets(), null, activation -> {
                last[0] = Network.values(activation);
                activations.add(ActivationSums.of(last[0]));
            });
            Outputs outputs = new Outputs(architecture.loss(), architecture.outputs(), last[0]);
            return new BlockForward(block.index(), lossSum, outputs, activations);
        });
    }

    @Override
    public float[] inputGradient(Block block) {
        return scoped(() -> {
            network.forward(features(block), block.targets(), null);
            return Network.values(network.backward());
        });
    }

    private INDArray features(Block block) {
        architecture.requireFits(block);
        return Inputs.of(block, scaling);
    }

    /** All arrays of a pass are allocated in one workspace and freed together when it ends. */
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
