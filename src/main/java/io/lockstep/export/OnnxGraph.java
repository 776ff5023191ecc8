package io.lockstep.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.lockstep.data.ColumnScaling;
import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import io.lockstep.data.TargetUnits;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.List;

/** The nodes of a network in the order in which they compute; a value goes by the name of the node that computes it. */
final class OnnxGraph {
    private static final String PIXELS_DOC =
            "Pixels are grey values from 0 to 255, one example a row; the graph divides them by 256 and standardises them.";
    private static final String INPUTS_DOC =
            "Inputs are the encoded columns of a table as they are, one example a row; the graph standardises them.";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("lockstep");
    private final Parameters parameters;
    private final Architecture architecture;

    private OnnxGraph(Parameters parameters) {
        this.parameters = parameters;
        this.architecture = parameters.architecture();
    }

    static GraphProto of(Parameters parameters, Scaling scaling, TargetUnits units) {
        OnnxGraph graph = new OnnxGraph(parameters);
        String x = scaling instanceof Standardizer images
                ? graph.standardised(images)
                : graph.standardised((ColumnScaling) scaling);
        graph.end(graph.hidden(x), units);
        return graph.graph.build();
    }

    /** What goes in, in words. */
    static String doc(Scaling scaling) {
        return scaling instanceof Standardizer ? PIXELS_DOC : INPUTS_DOC;
    }

    /** (pixels / 256 - mean) / deviation. */
    private String standardised(Standardizer standardizer) {
        graph.addInput(batchOf("pixels", architecture.inputs()).setDocString(PIXELS_DOC));
        String scaled = node("Div", "scaled", "pixels", constant("greys", Standardizer.GREYS));
        String centred = node("Sub", "centred", scaled, constant("mean", standardizer.mean()));
        return node("Div", "standardised", centred, constant("deviation", standardizer.deviation()));
    }

    /**
     * (inputs - mean) / deviation, by column. The mean is subtracted in two parts, a float and what the float leaves: of a column like the
     * year, whose values are far from 0 and near to each other, one float would keep too little.
     */
    private String standardised(ColumnScaling columns) {
        graph.addInput(batchOf("inputs", architecture.inputs()).setDocString(INPUTS_DOC));
        List<Double> rest =
                columns.means().stream().map(mean -> mean - mean.floatValue()).toList();
        String centred = node("Sub", "centred", "inputs", constants("mean", columns.means()));
        String exactly = node("Sub", "centred_exactly", centred, constants("mean_rest", rest));
        return node("Div", "standardised", exactly, constants("deviation", columns.deviations()));
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
    private void end(String h, TargetUnits units) {
        switch (architecture.loss()) {
            case MSE -> graph.addOutput(output(number(h, units)));
            case CROSS_ENTROPY -> {
                String outputs = linear("outputs", architecture.layers(), h);
                graph.addOutput(output(node("Softmax", "probabilities", outputs))); // over the last dimension
                graph.addOutput(output(outputs));
            }
        }
    }

    /** The output in the target's own unit: output deviation + mean, where the network learnt standardised targets. */
    private String number(String h, TargetUnits units) {
        if (units.equals(TargetUnits.AS_THEY_ARE)) {
            return linear("output", architecture.layers(), h);
        }
        String standardised = linear("standardised_output", architecture.layers(), h);
        String spread = node("Mul", "spread", standardised, constants("target_deviation", units.deviations()));
        return node("Add", "output", spread, constants("target_mean", units.means()));
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

    private String constants(String name, List<Double> values) {
        TensorProto.Builder row = floats(name).addDims(values.size());
        values.forEach(value -> row.addFloatData(value.floatValue()));
        graph.addInitializer(row);
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
