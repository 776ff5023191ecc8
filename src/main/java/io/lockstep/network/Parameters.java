package io.lockstep.network;

import io.lockstep.data.Sha256;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * The weights and biases of a network in one flat array. This object owns the array, which is never modified.
 *
 * @param architecture defines the layout of the tensors
 * @param values tensor after tensor, row-major
 */
public record Parameters(Architecture architecture, float[] values) implements Serializable {

    public Parameters {
        if (values.length != architecture.parameterCount()) {
            throw new IllegalArgumentException("network " + architecture + ": expected " + architecture.parameterCount()
                    + " parameters, found " + values.length);
        }
    }

    /** Draws the weights, tensor after tensor; biases are 0. The same seed gives bit-identical values on every machine. */
    public static Parameters initial(Architecture architecture, Initializer initializer, long seed) {
        float[] values = new float[architecture.parameterCount()];
        Random random = new Random(seed); // its algorithm is part of the Java specification
        for (int layer = 1; layer <= architecture.layers(); layer++) {
            TensorLayout weight = architecture.weight(layer);
            initializer.draw(
                    values,
                    weight.offset(),
                    weight.shape().get(0),
                    weight.shape().get(1),
                    random);
        }
        return new Parameters(architecture, values);
    }

    /** A copy of one tensor's values. */
    public float[] tensor(TensorLayout tensor) {
        return Arrays.copyOfRange(values, tensor.offset(), tensor.end());
    }

    /** SHA-256 of the values as little-endian floats: two runs are in lockstep when these are equal at every step. */
    public String sha256() {
        return Sha256.of(values);
    }

    /** The hash of each tensor, by name, in their order: shows which tensors differ. */
    public Map<String, String> tensorSha256() {
        Map<String, String> digests = new LinkedHashMap<>();
        for (TensorLayout tensor : architecture.tensors()) {
            digests.put(tensor.name(), Sha256.of(tensor(tensor)));
        }
        return digests;
    }
}
