package io.lockstep.check.dl4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Deeplearning4j's own loss of each example, times the example's weight. Its mask is not what does it: a layer multiplies its outputs by the
 * mask, too, before the activation, so that only 0 and 1 mean what a weight means.
 */
final class WeightedLoss implements ILossFunction {
    private static final long serialVersionUID = 1L;

    private final ILossFunction each;
    private float @Nullable [] weights;

    WeightedLoss(ILossFunction each) {
        this.each = each;
    }

    /** Sets the weights of the examples that come next; null where each counts 1. */
    void weigh(float @Nullable [] next) {
        weights = next;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray output, IActivation activation, INDArray mask, boolean average) {
        double sum = weighted(each.computeScoreArray(labels, output, activation, mask))
                .sumNumber()
                .doubleValue();
        return average ? sum / labels.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray output, IActivation activation, INDArray mask) {
        return weighted(each.computeScoreArray(labels, output, activation, mask));
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray output, IActivation activation, INDArray mask) {
        return weighted(each.computeGradient(labels, output, activation, mask));
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray output, IActivation activation, INDArray mask, boolean average) {
        return Pair.of(
                computeScore(labels, output.dup(), activation, mask, average),
                computeGradient(labels, output, activation, mask));
    }

    /** (rows, any), each row times its weight. */
    private INDArray weighted(INDArray values) {
        if (weights == null) {
            return values;
        }
        double[] column = new double[weights.length];
        for (int row = 0; row < column.length; row++) {
            column[row] = weights[row];
        }
        try (INDArray factors = Nd4j.create(column, new long[] {column.length, 1}, 'c')) {
            return values.muliColumnVector(factors);
        }
    }

    @Override
    public String name() {
        return each.name();
    }
}
