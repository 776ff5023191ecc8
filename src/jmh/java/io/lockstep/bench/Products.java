package io.lockstep.bench;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import io.lockstep.network.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The matrix products of a gradient and nothing else, by ND4J's OpenBLAS, for one thread: of every layer with several outputs
 * {@code x w} and {@code xᵀ dOutput}, and {@code dOutput wᵀ} of all but the first. Which numbers they are makes no difference.
 */
final class Products implements AutoCloseable {
    private final FloatPointer features;
    private final int chunk;
    private final List<Layer> layers = new ArrayList<>();

    /**
     * For these features.
     *
     * @param features (rows, in); not closed by this
     * @param chunk rows that are multiplied at once
     */
    Products(Architecture architecture, FloatPointer features, int chunk) {
        this.features = features;
        this.chunk = chunk;
        for (int i = 0; i + 1 < architecture.sizes().size(); i++) {
            if (architecture.sizes().get(i + 1) > 1) { // one output makes a vector of it
                layers.add(new Layer(
                        i == 0,
                        architecture.sizes().get(i),
                        architecture.sizes().get(i + 1)));
            }
        }
    }

    /** All products for these rows, a chunk after the other. */
    void multiply(int firstRow, int end) {
        for (int row = firstRow; row < end; row += chunk) {
            int rows = Math.min(chunk, end - row);
            for (Layer layer : layers) {
                layer.forward(row, rows);
            }
            for (int i = layers.size() - 1; i >= 0; i--) {
                layers.get(i).backward(row, rows);
            }
        }
    }

    @Override
    public void close() {
        layers.forEach(Layer::close);
    }

    private FloatPointer random(int size) {
        Random random = new Random(size);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return new FloatPointer(values);
    }

    /** What one layer multiplies. */
    private final class Layer implements AutoCloseable {
        private final boolean first;
        private final int in;
        private final int out;
        private final FloatPointer input; // (chunk, in), of all but the first
        private final FloatPointer weight; // (in, out)
        private final FloatPointer output; // (chunk, out)
        private final FloatPointer dOutput; // (chunk, out)
        private final FloatPointer dWeight; // (in, out)
        private final FloatPointer dInput; // (chunk, in), of all but the first

        Layer(boolean first, int in, int out) {
            this.first = first;
            this.in = in;
            this.out = out;
            input = random(first ? 1 : chunk * in);
            weight = random(in * out);
            output = random(chunk * out);
            dOutput = random(chunk * out);
            dWeight = random(in * out);
            dInput = random(first ? 1 : chunk * in);
        }

        private FloatPointer x(int row) {
            return first ? features.getPointer((long) row * in) : input;
        }

        // (rows, in) (in, out) -> (rows, out)
        void forward(int row, int rows) {
            cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasNoTrans,
                    rows,
                    out,
                    in,
                    1,
                    x(row),
                    in,
                    weight,
                    out,
                    0,
                    output,
                    out);
        }

        // (in, rows) (rows, out) -> (in, out), and (rows, out) (out, in) -> (rows, in)
        void backward(int row, int rows) {
            cblas_sgemm(
                    CblasRowMajor,
                    CblasTrans,
                    CblasNoTrans,
                    in,
                    out,
                    rows,
                    1,
                    x(row),
                    in,
                    dOutput,
                    out,
                    0,
                    dWeight,
                    out);
            if (!first) {
                cblas_sgemm(
                        CblasRowMajor,
                        CblasNoTrans,
                        CblasTrans,
                        rows,
                        in,
                        out,
                        1,
                        dOutput,
                        out,
                        weight,
                        out,
                        0,
                        dInput,
                        in);
            }
        }

        @Override
        public void close() {
            for (FloatPointer pointer : List.of(input, weight, output, dOutput, dWeight, dInput)) {
                pointer.close();
            }
        }
    }
}
