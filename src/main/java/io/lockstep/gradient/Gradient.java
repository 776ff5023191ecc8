package io.lockstep.gradient;

import io.lockstep.data.Sha256;
import io.lockstep.network.Architecture;
import io.lockstep.network.TensorLayout;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The gradient of the mean loss of a batch; a mean by weights, where examples have them.
 *
 * @param architecture defines the layout of the tensors
 * @param values (parameters) tensor after tensor, row-major
 * @param loss mean loss of the batch
 * @param exampleCount examples in the batch
 * @param weightSum sum of their weights, by which the sums were divided
 */
public record Gradient(Architecture architecture, double[] values, double loss, long exampleCount, double weightSum)
        implements Serializable {

    /** Of examples that count alike. */
    public Gradient(Architecture architecture, double[] values, double loss, long exampleCount) {
        this(architecture, values, loss, exampleCount, (double) exampleCount);
    }

    /** A copy of one tensor's values. */
    public double[] tensor(TensorLayout tensor) {
        return Arrays.copyOfRange(values, tensor.offset(), tensor.end());
    }

    /** The same at these positions, and 0 elsewhere. */
    public Gradient only(int[] positions) {
        double[] kept = new double[values.length];
        for (int position : positions) {
            kept[position] = values[position];
        }
        return new Gradient(architecture, kept, loss, exampleCount, weightSum);
    }

    /** SHA-256 of the values as little-endian float64: the same from any cluster. */
    public String sha256() {
        return Sha256.of(values);
    }

    /** Euclidean norm over all parameters. */
    public double norm() {
        return norm(0, values.length);
    }

    /** The norm of each tensor, by name, in their order. */
    public Map<String, Double> tensorNorms() {
        Map<String, Double> norms = new LinkedHashMap<>();
        for (TensorLayout tensor : architecture.tensors()) {
            norms.put(tensor.name(), norm(tensor.offset(), tensor.end()));
        }
        return norms;
    }

    private double norm(int from, int end) {
        double squares = 0;
        for (int i = from; i < end; i++) {
            squares += values[i] * values[i];
        }
        return Math.sqrt(squares);
    }
}
