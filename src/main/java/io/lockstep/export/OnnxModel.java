package io.lockstep.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.Version;
import io.lockstep.data.Scaling;
import io.lockstep.data.TargetUnits;
import io.lockstep.data.WholeFile;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A network as ONNX, for any runtime: opset 13, float32, of the operators Add, Div, Mul, Sub, Gemm, Relu and Softmax only.
 *
 * <ul>
 *   <li>in, of images: {@code pixels}, float32 (batch, in), pixel values from 0 to 255; the graph standardises them
 *   <li>in, of a table: {@code inputs}, float32 (batch, in), the encoded columns as they are, in the order that the metadata
 *       {@code inputs} and {@code model.json} name; the graph standardises them
 *   <li>out for cross-entropy: {@code probabilities} (batch, out), and {@code outputs} (batch, out), before the softmax
 *   <li>out for mean squared error: {@code output} (batch, out), in the target's own unit
 * </ul>
 *
 * <p>They are those of a pass but for rounding: a runtime adds up in its own order, and standardises in float, where a pass
 * looks up what was computed in double.
 */
public final class OnnxModel {
    /** Came with ONNX 1.8 in 2020: runtimes in use know it, and these operators have gained nothing since that is needed here. */
    private static final int OPSET = 13;
    /** A message of Protocol Buffers ends at 2 GiB; a MiB is left for what is not parameters. */
    private static final int MOST_PARAMETERS = (Integer.MAX_VALUE - (1 << 20)) / Float.BYTES;

    private OnnxModel() {}

    /**
     * Writes the network as one file, in place of one that is there.
     *
     * @throws IllegalArgumentException if it has more parameters than the format can hold
     */
    public static void write(Path file, Parameters parameters, Scaling scaling) throws IOException {
        write(file, parameters, scaling, TargetUnits.AS_THEY_ARE, List.of());
    }

    /**
     * The same for a network that was trained on standardised targets.
     *
     * @param units of the targets, into which outputs of a regression are turned back
     * @param inputNames names of the inputs in their order, for whoever has only the file; none for images
     */
    public static void write(
            Path file, Parameters parameters, Scaling scaling, TargetUnits units, List<String> inputNames)
            throws IOException {
        requireFits(parameters.architecture());
        WholeFile.write(file, model(parameters, scaling, units, inputNames).toByteArray());
    }

    static void requireFits(Architecture architecture) {
        if (architecture.parameterCount() > MOST_PARAMETERS) {
            throw new IllegalArgumentException(
                    "ONNX model of the network %s: expected at most %,d parameters, which is all that fits the 2 GiB of an ONNX file, found %,d. Use the NumPy arrays of the model instead."
                            .formatted(architecture, MOST_PARAMETERS, architecture.parameterCount()));
        }
    }

    private static ModelProto model(
            Parameters parameters, Scaling scaling, TargetUnits units, List<String> inputNames) {
        String network = parameters.architecture().toString();
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(Version.IR_VERSION_2020_5_8_VALUE) // the one that came with the opset
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setProducerName("Lockstep")
                .setDocString("Network " + network + ". " + OnnxGraph.doc(scaling))
                .addMetadataProps(property("network", network))
                .addMetadataProps(property("parameters.sha256", parameters.sha256()))
                .setGraph(OnnxGraph.of(parameters, scaling, units));
        if (!inputNames.isEmpty()) {
            model.addMetadataProps(property("inputs", String.join("\n", inputNames)));
        }
        return model.build();
    }

    private static StringStringEntryProto.Builder property(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value);
    }
}
