package io.lockstep.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.lockstep.data.Standardizer;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.List;

/** The nodes of a network in the order in which they compute; a value goes by the name of the node that computes it. */
final class OnnxGraph {
    static final String PIXELS_DOC =
            "Pixels are grey values from 0 to 255, one example a row; the graph divides them by 256 and standardises them.";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("lockstep");
    private final Parameters parameters;
    private final Architecture architecture;

    private OnnxGraph(Parameters parameters) {
        this.parameters = parameters;
        this.architecture = parameters.architecture();
    }

    static GraphProto of(Parameters parameters, Standardizer standardizer) {
        OnnxGraph graph = new OnnxGraph(parameters);
        graph.end(graph.hidden(graph.standardised(standardizer)));
        return graph.graph.build();
    }

    /** (pixels / 256 - mean) / deviation. */
    private String standardised(Standardizer standardizer) {
        graph.addInput(batchOf("pixels", architecture.inputs()).setDocString(PIXELS_DOC));
        String scaled = node("Div", "scaled", "pixels", constant("greys", Standardizer.GREYS));
        String centred = node("Sub", "centred", scaled, constant("mean", standardizer.mean()));
        return node("Div", "standardised", centred, constant("deviation", standardizer.deviation()));
    }

    /** x: (batch, in) -> the input of the last layer. */
    private String hidden(String x) {
        for (int layer = 1; layer < architecture.layers(); layer++) {
            x = activation(layer, linear("linear" + layer, layer, x));
        }
        return x;
    }

    /** x weight + bias. */
    private String linear(String name, int layer, String x) {
        return node("Gemm", name, x, tensor(architecture.weight(layer)), tensor(architecture.bias(layer)));
    }

    /** max(z, 0) - shift. */
    private String activation(int layer, String z) {
        String relu = node("Relu", "relu" + layer, z);
        float shift = architecture.activation().shift();
        return shift == 0 ? relu : node("Sub", "shifted" + layer, relu, constant("shift" + layer, shift));
    }

    /** The last layer, and what the graph gives; first what a program takes that asks for no name. */
    private void end(String h) {
        switch (architecture.loss()) {
            case MSE -> graph.addOutput(output(linear("output", architecture.layers(), h)));
            case CROSS_ENTROPY -> {
                String outputs = linear("outputs", architecture.layers(), h);
                graph.addOutput(output(node("Softmax", "probabilities", outputs))); // over the last dimension
                graph.addOutput(output(outputs));
            }
        }
    }

    private String node(String operator, String name, String... inputs) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name)
                .addAllInput(List.of(inputs))
                .addOutput(name));
        return name;
    }

    private String tensor(TensorLayout tensor) {
        TensorProto.Builder values = floats(tensor.name());
        tensor.shape().forEach(values::addDims);
        for (float value : parameters.tensor(tensor)) {
            values.addFloatData(value);
        }
        graph.addInitializer(values);
        return tensor.name();
    }

    private String constant(String name, double value) {
        graph.addInitializer(floats(name).addFloatData((float) value)); // no dimensions: a number
        return name;
    }

    private static TensorProto.Builder floats(String name) {
        return TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
    }

    private ValueInfoProto.Builder output(String name) {
        return batchOf(name, architecture.outputs());
    }

    /** (batch, columns) floats. */
    private static ValueInfoProto.Builder batchOf(String name, int columns) {
        var shape = TensorShapeProto.newBuilder()
                .addDim(Dimension.newBuilder().setDimParam("batch"))
                .addDim(Dimension.newBuilder().setDimValue(columns));
        var floats = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(floats));
    }
}
