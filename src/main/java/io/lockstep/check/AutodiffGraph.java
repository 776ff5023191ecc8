package io.lockstep.check;

import static java.util.Objects.requireNonNull;

import io.lockstep.block.Block;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.Scaling;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.NoOpMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network's loss as one expression in double, from which SameDiff derives the gradients. For the thread that makes it. */
final class AutodiffGraph implements AutoCloseable {
    private static final String LOSS = "loss";
    private static final AtomicInteger GRAPHS = new AtomicInteger();

    private final Architecture architecture;
    private final Scaling scaling;
    private final SameDiff graph = SameDiff.create();
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();
    private final String workspace = "lockstep-autodiff-" + GRAPHS.incrementAndGet();

    AutodiffGraph(Parameters parameters, Scaling scaling) {
        this.architecture = parameters.architecture();
        this.scaling = scaling;
        SDVariable x = graph.placeHolder("x", DataType.DOUBLE, -1, architecture.inputs()); // (rows, in)
        SDVariable target = graph.placeHolder("target", DataType.DOUBLE, -1, architecture.outputs()); // (rows, out)
        SDVariable weight = graph.placeHolder("weight", DataType.DOUBLE, -1, 1); // (rows, 1)
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            SDVariable w = placeHolder(parameters, architecture.weight(layer));
            SDVariable bias = placeHolder(parameters, architecture.bias(layer));
            x = x.mmul(w).add(bias);
            if (layer < architecture.layers()) {
                x = graph.nn.relu(x, 0).sub(architecture.activation().shift());
            }
        }
        SDVariable losses = switch (architecture.loss()) {
            case MSE -> graph.math.square(x.sub(target)).div(architecture.outputs());
            case CROSS_ENTROPY -> graph.nn.logSoftmax(x).mul(target).neg();
        };
        losses.mul(weight).sum(LOSS); // over rows and outputs: no division
        graph.setLossVariables(LOSS);
        // muted, for it prints a line for each operation that it differentiates
        Muted.run(() -> graph.createGradFunction(this.parameters.keySet().toArray(String[]::new)));
        keepIntermediatesInTheWorkspace(graph.getFunction("grad"));
    }

    /** Adds the gradients of a block, summed over its rows, to the sums over the blocks before; the sum of its losses. */
    double addGradient(Block block, double[] gradientSum) {
        architecture.requireFits(block);
        try (MemoryWorkspace scope = Nd4j.getWorkspaceManager()
                .getAndActivateWorkspace(WorkspaceConfiguration.builder().build(), workspace)) {
            Map<String, INDArray> given = new HashMap<>(parameters);
            given.put("x", features(block));
            given.put("target", target(block));
            given.put("weight", weight(block));
            OutAndGrad result = graph.calculateGradientsAndOutputs(given, List.of(LOSS), parameters.keySet());
            for (TensorLayout tensor : architecture.tensors()) {
                add(requireNonNull(result.getGradients().get(tensor.name())), gradientSum, tensor.offset());
            }
            return requireNonNull(result.getOutputs().get(LOSS)).getDouble(0);
        }
    }

    private static void add(INDArray gradient, double[] sum, int offset) {
        double[] values = gradient.dup('c').data().asDouble();
        for (int i = 0; i < values.length; i++) {
            sum[offset + i] += values[i];
        }
    }

    /** (rows, in), scaled. */
    private INDArray features(Block block) {
        double[] features = new double[block.rows() * block.columns()];
        float[] row = new float[block.columns()];
        for (int i = 0; i < features.length; i++) {
            int column = i % row.length;
            if (column == 0) {
                block.features().copyRow(i / row.length, row);
            }
            features[i] = scaling.scale(column, row[column]);
        }
        return Nd4j.create(features, new long[] {block.rows(), block.columns()}, 'c');
    }

    /** (rows, out): the numbers themselves for MSE; else 1 at the label. */
    private INDArray target(Block block) {
        int outputs = architecture.outputs();
        double[] target = new double[block.rows() * outputs];
        for (int row = 0; row < block.rows(); row++) {
            if (architecture.loss() == Loss.MSE) {
                for (int j = 0; j < outputs; j++) {
                    target[row * outputs + j] = block.targets().value(row, j);
                }
            } else {
                target[row * outputs + ((ClassTargets) block.targets()).label(row)] = 1;
            }
        }
        return Nd4j.create(target, new long[] {block.rows(), outputs}, 'c');
    }

    /** (rows, 1), 1 where each example counts 1. */
    private static INDArray weight(Block block) {
        double[] weight = new double[block.rows()];
        for (int row = 0; row < weight.length; row++) {
            weight[row] = block.weights() == null ? 1 : block.weights()[row];
        }
        return Nd4j.create(weight, new long[] {block.rows(), 1}, 'c');
    }

    /** Not a variable, of which SameDiff makes copies of its own and never closes them. */
    private SDVariable placeHolder(Parameters from, TensorLayout tensor) {
        double[] values = new double[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = from.values()[tensor.offset() + i];
        }
        long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
        parameters.put(tensor.name(), Nd4j.create(values, shape, 'c'));
        return graph.placeHolder(tensor.name(), DataType.DOUBLE, shape);
    }

    /** By itself a session allocates what it needs between input and gradient beside all workspaces, and leaves it there. */
    private static void keepIntermediatesInTheWorkspace(SameDiff gradients) {
        InferenceSession session = new InferenceSession(gradients);
        session.setMmgr(new NoOpMemoryMgr());
        gradients.getSessions().put(Thread.currentThread().getId(), session);
    }

    @Override
    public void close() {
        parameters.values().forEach(INDArray::close);
        Nd4j.getWorkspaceManager().destroyWorkspace(Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(workspace));
    }
}
