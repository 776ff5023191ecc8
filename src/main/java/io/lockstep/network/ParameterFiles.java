package io.lockstep.network;

import io.lockstep.data.DataException;
import io.lockstep.data.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Parameters as a folder of NumPy arrays: {@code w1.npy} (in, out), {@code b1.npy} (out), {@code w2.npy}, ... */
public final class ParameterFiles {
    private ParameterFiles() {}

    /**
     * Reads {@code w1.npy, b1.npy, w2.npy, ...}, float32 or float64.
     *
     * @throws DataException if one is missing or does not fit the network
     */
    public static Parameters read(Path folder, Architecture architecture) {
        float[] values = new float[architecture.parameterCount()];
        for (TensorLayout tensor : architecture.tensors()) {
            double[] read = Npy.read(folder.resolve(tensor.name() + ".npy"), tensor.shape());
            for (int i = 0; i < read.length; i++) {
                values[tensor.offset() + i] = finite((float) read[i], folder, tensor, tensor.offset() + i);
            }
        }
        Path beyond = folder.resolve("w" + (architecture.layers() + 1) + ".npy");
        if (Files.exists(beyond)) {
            throw new DataException(
                    beyond.toString(),
                    "no more than " + architecture.layers() + " layers, as in the network " + architecture,
                    "another weight file",
                    "Give the network that these parameters belong to.");
        }
        return new Parameters(architecture, values);
    }

    private static float finite(float value, Path folder, TensorLayout tensor, int index) {
        if (!Float.isFinite(value)) {
            throw new DataException(
                    folder.resolve(tensor.name() + ".npy") + ", " + tensor.coordinate(index),
                    "a finite float32",
                    Float.toString(value),
                    "Give the parameters of a run that did not diverge.");
        }
        return value;
    }

    /** Writes one float32 array for each tensor, each file whole; the folder is made if it is missing. */
    public static void write(Parameters parameters, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (TensorLayout tensor : parameters.architecture().tensors()) {
            Npy.write(folder.resolve(tensor.name() + ".npy"), tensor.shape(), parameters.tensor(tensor));
        }
    }
}
