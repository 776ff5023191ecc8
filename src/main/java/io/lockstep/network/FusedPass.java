package io.lockstep.network;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import io.lockstep.block.Block;
import io.lockstep.data.Standardizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The pass for CPUs: each matrix product is one call of ND4J's own OpenBLAS on reused native buffers, and what stands
 * between two products is one Java loop. Everything is row-major; every product starts from zero (beta 0), so that a
 * block's bits do not depend on the block before.
 */
final class FusedPass implements BlockPass {
    private final Architecture architecture;
    private final float[] pixelTable;
    private final Layer[] layers;
    private int rows;
    /** The standardised block, (rows, in), on the Java heap and in native memory. */
    private float[] features = new float[0];

    private FloatPointer input = new FloatPointer();

    FusedPass(Parameters parameters, Standardizer standardizer) {
        architecture = parameters.architecture();
        pixelTable = standardizer.table();
        layers = new Layer[architecture.layers()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new Layer(parameters, i + 1);
        }
    }

    @Override
    public BlockGradient gradient(Block block) {
        LossHead head = forwardToLoss(block);
        float[] gradientSum = new float[architecture.parameterCount()];
        float[] dOutput = head.dOutput();
        for (int i = layers.length - 1; i >= 0; i--) {
            layers[i].backward(layerInput(i), dOutput, gradientSum);
            if (i > 0) {
                dOutput = dActivation(i - 1, layers[i].dInput());
            }
        }
        return new BlockGradient(block.index(), gradientSum, head.lossSum(), rows);
    }

    @Override
    public BlockForward forward(Block block) {
        LossHead head = forwardToLoss(block);
        List<ActivationSums> activations = new ArrayList<>();
        for (int i = 0; i < layers.length; i++) {
            activations.add(ActivationSums.of(layers[i].output, rows * layers[i].out));
            if (i + 1 < layers.length) {
                activations.add(ActivationSums.of(layers[i].activation, rows * layers[i].out));
            }
        }
        float[] outputs = Arrays.copyOf(layers[layers.length - 1].output, rows * architecture.outputs());
        return new BlockForward(
                block.index(),
                head.lossSum(),
                new Outputs(architecture.loss(), architecture.outputs(), outputs),
                activations);
    }

    @Override
    public float[] inputGradient(Block block) {
        gradient(block);
        return Arrays.copyOf(layers[0].dInput(), rows * architecture.inputs());
    }

    /** x: (rows, in) -> output of the last layer: (rows, out), its loss, and the gradient with which backward begins. */
    private LossHead forwardToLoss(Block block) {
        architecture.requireFits(block);
        resize(block.rows());
        byte[] pixels = block.pixels();
        for (int i = 0; i < pixels.length; i++) {
            features[i] = pixelTable[pixels[i] & 0xff];
        }
        input.put(features, 0, pixels.length);
        for (int i = 0; i < layers.length; i++) {
            layers[i].forward(layerInput(i));
            if (i + 1 < layers.length) {
                layers[i].activate(architecture.activation().shift());
            }
        }
        return LossHead.of(architecture, layers[layers.length - 1].output, block.labels());
    }

    private FloatPointer layerInput(int layer) {
        return layer == 0 ? input : layers[layer - 1].nativeActivation;
    }

    /** dActivation: (rows, out), the gradient of what the activation gave -> the gradient of what it took. */
    private float[] dActivation(int layer, float[] dActivation) {
        float[] output = layers[layer].output;
        for (int i = 0; i < rows * layers[layer].out; i++) {
            dActivation[i] = output[i] <= 0 ? 0 : dActivation[i]; // the shift has no part in it; NaN goes through
        }
        return dActivation;
    }

    private void resize(int blockRows) {
        rows = blockRows;
        int size = rows * architecture.inputs();
        if (features.length < size) {
            features = new float[size];
            input.close();
            input = new FloatPointer(size);
        }
    }

    @Override
    public void close() {
        input.close();
        for (Layer layer : layers) {
            layer.close();
        }
    }

    /** One linear layer with what it keeps between forward and backward. */
    private final class Layer implements AutoCloseable {
        private final int in;
        private final int out;
        private final TensorLayout weightLayout;
        private final TensorLayout biasLayout;
        private final float[] bias;
        private final FloatPointer weight;
        private final FloatPointer dWeight;
        private int capacity;
        private float[] output = new float[0];
        private float[] activation = new float[0];
        private float[] dInput = new float[0];
        private FloatPointer nativeOutput = new FloatPointer();
        private FloatPointer nativeActivation = new FloatPointer();
        private FloatPointer nativeDInput = new FloatPointer();

        Layer(Parameters parameters, int number) {
            weightLayout = architecture.weight(number);
            biasLayout = architecture.bias(number);
            in = weightLayout.shape().get(0);
            out = weightLayout.shape().get(1);
            bias = parameters.tensor(biasLayout);
            weight = new FloatPointer(parameters.tensor(weightLayout));
            dWeight = new FloatPointer((long) in * out);
        }

        /** x: (rows, in), weight: (in, out) -> output = x weight + bias: (rows, out). */
        void forward(FloatPointer x) {
            resize();
            cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasNoTrans,
                    rows,
                    out,
                    in,
                    1,
                    x,
                    in,
                    weight,
                    out,
                    0,
                    nativeOutput,
                    out);
            nativeOutput.get(output, 0, rows * out);
            for (int row = 0, i = 0; row < rows; row++) {
                for (int j = 0; j < out; j++, i++) {
                    output[i] += bias[j];
                }
            }
        }

        /** activation = max(output, 0) - shift: (rows, out). */
        void activate(float shift) {
            for (int i = 0; i < rows * out; i++) {
                activation[i] = Math.max(output[i], 0) - shift; // Math.max lets NaN through, to be found
            }
            nativeActivation.put(activation, 0, rows * out);
        }

        /** dOutput: (rows, out) -> dWeight = xᵀ dOutput: (in, out), dBias = column sums of dOutput: (out). */
        void backward(FloatPointer x, float[] dOutput, float[] gradientSum) {
            nativeOutput.put(dOutput, 0, rows * out);
            cblas_sgemm(
                    CblasRowMajor,
                    CblasTrans,
                    CblasNoTrans,
                    in,
                    out,
                    rows,
                    1,
                    x,
                    in,
                    nativeOutput,
                    out,
                    0,
                    dWeight,
                    out);
            dWeight.get(gradientSum, weightLayout.offset(), in * out);
            double[] dBias = new double[out];
            for (int row = 0, i = 0; row < rows; row++) {
                for (int j = 0; j < out; j++, i++) {
                    dBias[j] += dOutput[i];
                }
            }
            for (int j = 0; j < out; j++) {
                gradientSum[biasLayout.offset() + j] = (float) dBias[j];
            }
        }

        /** After {@link #backward}: dInput = dOutput weightᵀ: (rows, in). */
        float[] dInput() {
            if (dInput.length < rows * in) {
                dInput = new float[capacity * in];
                nativeDInput.close();
                nativeDInput = new FloatPointer((long) capacity * in);
            }
            cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasTrans,
                    rows,
                    in,
                    out,
                    1,
                    nativeOutput,
                    out,
                    weight,
                    out,
                    0,
                    nativeDInput,
                    in);
            nativeDInput.get(dInput, 0, rows * in);
            return dInput;
        }

        private void resize() {
            if (capacity < rows) {
                capacity = rows;
                output = new float[rows * out];
                activation = new float[rows * out];
                nativeOutput.close();
                nativeOutput = new FloatPointer((long) rows * out);
                nativeActivation.close();
                nativeActivation = new FloatPointer((long) rows * out);
            }
        }

        @Override
        public void close() {
            weight.close();
            dWeight.close();
            nativeOutput.close();
            nativeActivation.close();
            nativeDInput.close();
        }
    }
}
