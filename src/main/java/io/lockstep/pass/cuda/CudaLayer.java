package io.lockstep.pass.cuda;

import io.lockstep.network.Architecture;
import io.lockstep.network.TensorLayout;
import io.lockstep.pass.cuda.MatrixProduct.Operand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One linear layer of a {@link CudaPass}, its activation, and the values kept between forward and backward for each block of the
 * group.
 */
final class CudaLayer implements AutoCloseable {
    private static final int COLUMNS_OF_A_SUM = 32;
    private static final int THREADS_OF_A_COLUMN = 8;

    private final CudaStream stream;
    private final boolean tf32;
    private final boolean last;
    private final float shift;
    private final TensorLayout weightLayout;
    private final TensorLayout biasLayout;
    private final int in;
    private final int out;

    private final CudaBuffer weight; // (in, out)
    private final CudaBuffer bias; // (out)
    private final CudaBuffer output; // (rows, out) of each block
    private final CudaBuffer activation; // (rows, out)
    private final CudaBuffer dOutput; // (rows, out)
    private final CudaBuffer dWeight; // (in, out) of each block
    private final CudaBuffer dBias; // (out) of each block
    private final CudaBuffer weightUnits; // (in, out)
    private final CudaBuffer biasUnits; // (out)
    private final List<CudaBuffer> buffers;
    private final Map<Integer, Products> products = new HashMap<>();

    /** The products of blocks of one number of rows. */
    private record Products(MatrixProduct forward, MatrixProduct dWeight, MatrixProduct dInput) {}

    /** The layer of this number, from 1. */
    CudaLayer(CudaStream stream, Architecture architecture, int number, boolean tf32) {
        this.stream = stream;
        this.tf32 = tf32;
        last = number == architecture.layers();
        shift = architecture.activation().shift();
        weightLayout = architecture.weight(number);
        biasLayout = architecture.bias(number);
        in = weightLayout.shape().get(0);
        out = weightLayout.shape().get(1);
        weight = new CudaBuffer(stream);
        bias = new CudaBuffer(stream);
        output = new CudaBuffer(stream);
        activation = new CudaBuffer(stream);
        dOutput = new CudaBuffer(stream);
        dWeight = new CudaBuffer(stream);
        dBias = new CudaBuffer(stream);
        weightUnits = new CudaBuffer(stream);
        biasUnits = new CudaBuffer(stream);
        buffers = List.of(weight, bias, output, activation, dOutput, dWeight, dBias, weightUnits, biasUnits);
    }

    /** Loads the parameters and resets the sums. */
    void load(float[] parameters) {
        stream.upload(parameters, weightLayout.offset(), in * out, weight.floats((long) in * out));
        stream.upload(parameters, biasLayout.offset(), out, bias.floats(out));
        stream.clear(weightUnits.longs((long) in * out));
        stream.clear(biasUnits.longs(out));
    }

    /** Memory for a block of so many rows, bytes. */
    long bytes(int rows) {
        long floats = (last ? 2 : 3) * stride(rows) + weightStride() + MatrixProduct.stride(out);
        return floats * Float.BYTES;
    }

    private long stride(int rows) {
        return MatrixProduct.stride((long) rows * out);
    }

    private long weightStride() {
        return MatrixProduct.stride((long) in * out);
    }

    /** Allocates memory for a group. */
    void resize(int rows, int blocks) {
        output.floats(stride(rows) * blocks);
        dOutput.floats(stride(rows) * blocks);
        if (!last) {
            activation.floats(stride(rows) * blocks);
        }
        dWeight.floats(weightStride() * blocks);
        dBias.floats(MatrixProduct.stride(out) * blocks);
    }

    private Products products(int rows) {
        return products.computeIfAbsent(rows, any -> {
            long xStride = MatrixProduct.stride((long) rows * in);
            Operand theWeight = new Operand(in, out, false, 0);
            Operand theOutput = new Operand(rows, out, false, stride(rows));
            return new Products(
                    new MatrixProduct(stream, tf32, new Operand(rows, in, false, xStride), theWeight, theOutput),
                    new MatrixProduct(
                            stream,
                            tf32,
                            new Operand(rows, in, true, xStride),
                            theOutput,
                            new Operand(in, out, false, weightStride())),
                    new MatrixProduct(
                            stream,
                            tf32,
                            theOutput,
                            new Operand(in, out, true, 0),
                            new Operand(rows, in, false, xStride)));
        });
    }

    /** x: (rows, in), weight: (in, out) -> output = x weight + bias, activation = max(output, 0) - shift: (rows, out). */
    void forward(DeviceMemory x, int rows, int blocks) {
        products(rows).forward.of(x, weight.memory(), output.memory(), blocks);
        long size = (long) rows * out;
        if (last) {
            stream.launch("add_bias", size, blocks, output.memory(), bias.memory(), out, size, stride(rows));
        } else {
            stream.launch(
                    "add_bias_and_activate",
                    size,
                    blocks,
                    output.memory(),
                    bias.memory(),
                    activation.memory(),
                    out,
                    shift,
                    size,
                    stride(rows));
        }
    }

    /** x: (rows, in), dOutput: (rows, out) -> dWeight = xᵀ dOutput: (in, out), dBias = column sums of dOutput: (out). */
    void backward(DeviceMemory x, int rows, int blocks) {
        products(rows).dWeight.of(x, dOutput.memory(), dWeight.memory(), blocks);
        stream.launchGrid(
                "sum_columns",
                (out + COLUMNS_OF_A_SUM - 1) / COLUMNS_OF_A_SUM,
                blocks,
                COLUMNS_OF_A_SUM,
                THREADS_OF_A_COLUMN,
                dOutput.memory(),
                rows,
                out,
                stride(rows),
                dBias.memory(),
                MatrixProduct.stride(out));
    }

    /** dOutput: (rows, out) -> dInput = dOutput weightᵀ: (rows, in). */
    void dInput(int rows, int blocks, DeviceMemory dInput) {
        products(rows).dInput.of(dOutput.memory(), weight.memory(), dInput, blocks);
    }

    /** Converts dOutput from the gradient of the activation's output to that of its input. */
    void throughActivation(int rows, int blocks) {
        stream.launch(
                "through_activation",
                (long) rows * out,
                blocks,
                output.memory(),
                dOutput.memory(),
                (long) rows * out,
                stride(rows));
    }

    /** Adds dWeight and dBias of each block to the sums; flags values that cannot be added. */
    void addExactly(int blocks, double unitsInOne, double largest, DeviceMemory refused) {
        addExactly(dWeight, (long) in * out, weightStride(), weightUnits, blocks, unitsInOne, largest, refused);
        addExactly(dBias, out, MatrixProduct.stride(out), biasUnits, blocks, unitsInOne, largest, refused);
    }

    private void addExactly(
            CudaBuffer gradients,
            long size,
            long stride,
            CudaBuffer units,
            int blocks,
            double unitsInOne,
            double largest,
            DeviceMemory refused) {
        stream.launch(
                "add_exactly",
                size,
                1,
                gradients.memory(),
                blocks,
                size,
                stride,
                unitsInOne,
                largest,
                units.memory(),
                refused);
    }

    /** Copies the sums into the flat array of all parameters. */
    void units(long[] gradientSum) {
        stream.download(weightUnits.memory(), gradientSum, weightLayout.offset(), in * out);
        stream.download(biasUnits.memory(), gradientSum, biasLayout.offset(), out);
    }

    /** Copies the gradient of the first block into the flat array of all parameters. */
    void gradient(float[] gradientSum) {
        stream.download(dWeight.memory(), gradientSum, weightLayout.offset(), in * out);
        stream.download(dBias.memory(), gradientSum, biasLayout.offset(), out);
    }

    /** Of the first block, before the activation: a copy. */
    float[] outputOfFirst(int rows) {
        return copy(output, rows);
    }

    /** Of the first block, after the activation: a copy. */
    float[] activationOfFirst(int rows) {
        return copy(activation, rows);
    }

    private float[] copy(CudaBuffer of, int rows) {
        float[] values = new float[rows * out];
        stream.download(of.memory(), values, 0, values.length);
        return values;
    }

    /** (rows, out) of each block, before the activation. */
    DeviceMemory output() {
        return output.memory();
    }

    /** (rows, out) of each block, after the activation: there is none behind the last layer. */
    DeviceMemory activation() {
        return activation.memory();
    }

    /** (rows, out) of each block: the gradient of the output. */
    DeviceMemory dOutput() {
        return dOutput.memory();
    }

    /** Whether it is the last layer. */
    boolean isLast() {
        return last;
    }

    @Override
    public void close() {
        buffers.forEach(CudaBuffer::close);
        for (Products each : products.values()) {
            each.forward.close();
            each.dWeight.close();
            each.dInput.close();
        }
    }
}
