package io.lockstep.bench;

import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.NativeThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The formulas as one writes them down in ND4J, over the whole batch at once, in one thread that has both cores. */
final class NaiveNd4j implements Peer {
    private static final int THREADS = 2;

    private final Architecture architecture;
    private final INDArray x; // (rows, in)
    private final INDArray y; // (rows, out)
    private final List<INDArray> weights = new ArrayList<>(); // (in, out)
    private final List<INDArray> biases = new ArrayList<>(); // (1, out)

    NaiveNd4j(Digits digits, Parameters parameters) {
        NativeThreads.single();
        architecture = parameters.architecture();
        DataSet all = digits.dataSet(architecture.outputs());
        x = all.getFeatures();
        y = all.getLabels();
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            TensorLayout weight = architecture.weight(layer);
            int out = weight.shape().get(1);
            weights.add(Nd4j.create(
                    parameters.tensor(weight), new long[] {weight.shape().get(0), out}, 'c'));
            biases.add(Nd4j.create(parameters.tensor(architecture.bias(layer)), new long[] {1, out}, 'c'));
        }
    }

    @Override
    public String version() {
        Backend backend = Backend.detect();
        return "ND4J %s, full batch in one workspace, %d threads, %s %s"
                .formatted(backend.nd4j(), THREADS, backend.blas(), backend.coreType());
    }

    @Override
    public double milliseconds() {
        threads(THREADS);
        try {
            return Race.milliseconds(() -> {
                try (MemoryWorkspace scope = Nd4j.getWorkspaceManager()
                        .getAndActivateWorkspace(
                                WorkspaceConfiguration.builder().build(), "bench")) {
                    gradients();
                }
            });
        } finally {
            threads(1); // as ours has them
        }
    }

    private static void threads(int count) {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(count);
        openblas.blas_set_num_threads(count);
    }

    /** Mean loss and its gradients: those of w1, b1, w2, b2, ... */
    private List<INDArray> gradients() {
        List<INDArray> inputs = new ArrayList<>();
        List<INDArray> outputs = new ArrayList<>();
        INDArray activation = x;
        for (int i = 0; i < weights.size(); i++) {
            inputs.add(activation);
            outputs.add(activation.mmul(weights.get(i)).addiRowVector(biases.get(i)));
            activation = i + 1 < weights.size() ? Transforms.relu(outputs.get(i), true) : outputs.get(i);
        }
        INDArray dOutput = architecture.loss() == Loss.MSE ? squaredError(activation) : crossEntropy(activation);
        List<INDArray> gradients = new ArrayList<>();
        for (int i = weights.size() - 1; i >= 0; i--) {
            gradients.add(0, dOutput.sum(true, 0));
            gradients.add(0, inputs.get(i).transpose().mmul(dOutput));
            if (i > 0) {
                dOutput = dOutput.mmul(weights.get(i).transpose()).muli(Transforms.step(outputs.get(i - 1), true));
            }
        }
        return gradients;
    }

    /** output: (rows, 1) -> d mean (output - y)² / d output. */
    private INDArray squaredError(INDArray output) {
        INDArray difference = output.sub(y);
        difference.mul(difference).meanNumber();
        return difference.muli(2.0 / y.rows());
    }

    /** output: (rows, out) -> d mean cross-entropy / d output. */
    private INDArray crossEntropy(INDArray output) {
        INDArray softmax = Transforms.softmax(output, true);
        Transforms.log(softmax, true).muli(y).sumNumber();
        return softmax.subi(y).divi(y.rows());
    }

    @Override
    public Optional<double[]> gradient() {
        double[] values = new double[architecture.parameterCount()];
        int offset = 0;
        for (INDArray gradient : gradients()) {
            double[] tensor = gradient.dup('c').data().asDouble();
            System.arraycopy(tensor, 0, values, offset, tensor.length);
            offset += tensor.length;
        }
        return Optional.of(values);
    }

    @Override
    public void close() {
        x.close();
        y.close();
        weights.forEach(INDArray::close);
        biases.forEach(INDArray::close);
    }
}
