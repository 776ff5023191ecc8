package io.lockstep.check;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.TensorLayout;
import java.util.List;

/** Finds the likely cause of a difference, by testing for the typical errors of distributed training. */
final class Diagnosis {
    /** What counts as proportional: a share of the norm far above rounding and far below any real error. */
    private static final double PROPORTIONAL = 1e-3;

    /** What counts as a whole number: by chance one in fifty does, and rounding moves numbers below 10,000 by less. */
    private static final double WHOLE = 0.01;
    /** Factors of formulas are small; a larger one comes from dividing by the number of something else. */
    private static final double LARGEST_FORGOTTEN = 4;

    private Diagnosis() {}

    /** One sentence; {@code a} is the gradient that is checked. */
    static String of(Agreement agreement, Gradient a, Gradient b) {
        if (a.exampleCount() != b.exampleCount()) {
            return "%s counted %,d examples and %s %,d: a block %s"
                    .formatted(
                            agreement.left(),
                            a.exampleCount(),
                            agreement.right(),
                            b.exampleCount(),
                            a.exampleCount() < b.exampleCount() ? "is missing" : "was added twice");
        }
        double factor = dot(a.values(), b.values()) / dot(b.values(), b.values());
        if (isProportional(a.values(), b.values(), factor) && Math.abs(factor - 1) > PROPORTIONAL) {
            return scaled(factor, a);
        }
        List<TensorAgreement> tensors = agreement.tensors();
        boolean gradientAgrees = tensors.subList(0, tensors.size() - 1).stream().allMatch(TensorAgreement::agrees);
        if (gradientAgrees) {
            return "the gradient agrees and the loss does not: the loss or its sum is wrong";
        }
        if (!tensors.get(tensors.size() - 1).agrees()) {
            TensorAgreement lastBias = tensors.get(tensors.size() - 2); // its gradient is the sum of dOutput
            return lastBias.agrees()
                    ? "the loss and the gradient both differ, but not %s: labels are paired with the outputs of other examples, for example"
                                    .formatted(lastBias.name())
                            + " (rows, 1) minus (rows) broadcast to (rows, rows), or a different order"
                    : "the loss and the gradient both differ, without a common factor: examples are weighted unequally (an average"
                            + " of averages?), or the two used different examples or parameters";
        }
        int damaged = onlyDifference(a.values(), b.values());
        if (damaged >= 0 && a.architecture().tensorAt(damaged).size() > 1) {
            String coordinate = a.architecture().tensorAt(damaged).coordinate(damaged);
            return "only %s differs: it was corrupted in memory or in transit, for example by a bit flip"
                    .formatted(coordinate);
        }
        return backward(tensors, a, b);
    }

    /** Sums are divided by the number of examples, or by the sum of their weights where they have any. */
    private static String scaled(double factor, Gradient a) {
        boolean weighted = a.weightSum() != a.exampleCount();
        String divisorName = weighted ? "the sum of the weights" : "the number of examples";
        String size = weighted ? "%,.1f".formatted(a.weightSum()) : "%,d".formatted(a.exampleCount());
        if (Math.abs(factor / a.weightSum() - 1) < PROPORTIONAL) {
            return "every value is %s times too large: the division by %s is missing".formatted(size, divisorName);
        }
        if (Math.abs(factor * a.weightSum() - 1) < PROPORTIONAL) {
            return "every value is %s times too small: the division by %s was done twice".formatted(size, divisorName);
        }
        if (weighted && Math.abs(factor * a.exampleCount() / a.weightSum() - 1) < PROPORTIONAL) {
            return "every value is %.6g times the correct value: the sum was divided by the %,d examples, not by %s, the sum of their weights"
                    .formatted(factor, a.exampleCount(), size);
        }
        double divisor = Math.rint(a.weightSum() / factor);
        boolean whole = Math.abs(a.weightSum() / factor - divisor) < WHOLE;
        return whole && factor > LARGEST_FORGOTTEN
                ? "every value is %.6g times the correct value: the sum was divided by %,.0f, not by %s"
                        .formatted(factor, divisor, weighted ? size + ", the sum of the weights" : size + " examples")
                : "every value is %.6g times the correct value: a factor is missing or wrong".formatted(factor);
    }

    /** The loss agrees, so the forward pass is right, or nearly, and the error is in the backward pass. */
    private static String backward(List<TensorAgreement> tensors, Gradient a, Gradient b) {
        int last = -1; // the disagreement nearest to the loss: gradients before it only inherit it
        for (int i = 0; i < tensors.size() - 1; i++) {
            last = tensors.get(i).agrees() ? last : i;
        }
        int layer = last / 2 + 1;
        TensorLayout weight = a.architecture().weight(layer);
        if (isTransposed(a.tensor(weight), b.tensor(weight), weight)) {
            return "%s is transposed: it lies in memory as (out, in)".formatted(weight.name());
        }
        boolean bias = last % 2 == 1;
        if (bias && layer == a.architecture().layers() && !tensors.get(last - 1).agrees()) {
            return "the loss agrees, the gradient differs from the last layer on: the derivative of the loss is wrong,"
                    + " or, by less than the loss shows, the two used different examples or parameters";
        }
        if (bias && tensors.get(last - 1).agrees()) {
            return "%s agrees, %s does not: the sum over a block's rows is wrong, or was divided twice"
                    .formatted(weight.name(), tensors.get(last).name());
        }
        if (bias && layer < a.architecture().layers()) {
            return "layer %d differs and layer %d agrees: the derivative of the activation between them is wrong"
                    .formatted(layer, layer + 1);
        }
        return "the loss agrees, %s does not: the backward pass of layer %d is wrong"
                .formatted(tensors.get(last).name(), layer);
    }

    /** The position that makes up nearly all of the difference; -1 where there is none. */
    private static int onlyDifference(double[] a, double[] b) {
        int worst = 0;
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.abs(a[i] - b[i]) > Math.abs(a[worst] - b[worst]) ? i : worst;
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        double largest = a[worst] - b[worst];
        return squares - largest * largest <= PROPORTIONAL * squares ? worst : -1;
    }

    private static boolean isTransposed(double[] a, double[] b, TensorLayout weight) {
        int in = weight.shape().get(0);
        int out = weight.shape().get(1);
        double[] transposed = new double[b.length];
        for (int k = 0; k < in; k++) {
            for (int j = 0; j < out; j++) {
                transposed[j * in + k] = b[k * out + j];
            }
        }
        return in > 1 && out > 1 && isProportional(a, transposed, 1);
    }

    private static boolean isProportional(double[] a, double[] b, double factor) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - factor * b[i]) * (a[i] - factor * b[i]);
        }
        return squares <= PROPORTIONAL * PROPORTIONAL * dot(a, a);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
