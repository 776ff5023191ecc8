package io.lockstep.check.dl4j;

import io.lockstep.network.Activation;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's own ReLU less the shift, which does not change its gradient. */
final class ShiftedRelu extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;
    private static final IActivation RELU = new ActivationReLU();

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        return RELU.getActivation(in, training).subi(Activation.SHIFTED_RELU.shift());
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        return RELU.backprop(in, epsilon);
    }
}
