package io.lockstep.export;

import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import io.lockstep.data.TargetUnits;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.network.TensorLayout;
import java.util.Arrays;

/**
 * What a network gives for one example, in double, and how far any correct float32 computation of it may be off: a bound for the
 * worst case, in whatever order sums are taken, with or without fused multiply-adds. With {@code u = 2^-24} and
 * {@code γ_n = n u / (1 - n u)}, the factor that n roundings make at most (Higham, Accuracy and Stability of Numerical Algorithms,
 * 2nd ed., lemma 3.1 and section 3.1):
 *
 * <ul>
 *   <li><em>Input</em> {@code x = (g/256 - m) / d}: {@code e = γ_4 (g/256 + 2 |m|) / d}. As Div, Sub, Div, {@code g/256} is rounded
 *       3 times (Sub, d, Div) and m 4 times (by itself, too); as {@code g W + b}, {@code W = 1 / (256 d)} 3 times (by itself,
 *       product, sum) and {@code b = -m/d} twice; from a table, x once. A column of a table is the same without the 256; where
 *       its mean is taken off in two parts, there is a Sub more, of what is left.
 *   <li><em>Layer</em> {@code z = Σ h_k w_k + b} of n inputs, each off by {@code e_k}, with {@code h = relu - s}:
 *       {@code e = γ_{n+2} (Σ (relu_k + s + e_k) |w_k| + |b|) + Σ e_k |w_k|}. A term is rounded as a product, in at most n
 *       additions, and once more where s is taken off or is part of the bias. In the first layer it is {@code |x_k|} in place
 *       of {@code relu_k + s}.
 *   <li><em>ReLU</em>: moves two numbers no further apart.
 *   <li><em>Softmax</em> {@code p_j = exp z_j / Σ exp z_i} of c outputs, each off by E at most: {@code p_j (exp a - 1)} with
 *       {@code a = 2 E + 2 u S + γ_{c+20}}. Each exponential may be off by a factor of {@code exp E}, by its argument, which is
 *       the difference to the largest output, rounded, S at most, by {@code exp(u S)}; and by itself, taken to be 4 units in the
 *       last place, 8 u. That goes into numerator and denominator; then c - 1 additions, and a division that may be a reciprocal
 *       and a product. What falls below the smallest normal float may become 0.
 * </ul>
 *
 * <p><em>Own unit</em> {@code y = z d + m} of an output: by Mul and Add, d and m are rounded, product and sum, each once; in the last
 * layer's weights, each weight is, and the bias. In either case {@code e = 2 e_z d + γ_3 (|z| d + |m|)}: a layer of n inputs has the
 * factor {@code γ_{n+2}}, which is at least {@code γ_3}.
 *
 * <p>In double all this is smaller by 2^-29, which is added.
 *
 * @param outputs of the last layer
 * @param outputBound for each of them
 * @param results probabilities for cross-entropy, else the output
 * @param resultBound for each of them
 * @param predicted class: of the largest output, or the single output rounded
 * @param decided whether every correct float32 computation predicts that class
 */
record ExactForward(
        double[] outputs,
        double[] outputBound,
        double[] results,
        double[] resultBound,
        int predicted,
        boolean decided) {
    private static final double U = 0x1p-24;
    private static final double IN_DOUBLE = 1 + 0x1p-29;

    /** Numbers, each with the error that it may have. */
    private record Bounded(double[] value, double[] error) {}

    static ExactForward of(Parameters parameters, Standardizer standardizer, byte[] pixels) {
        float[] features = new float[pixels.length];
        for (int k = 0; k < pixels.length; k++) {
            features[k] = pixels[k] & 0xff;
        }
        return of(parameters, standardizer, TargetUnits.AS_THEY_ARE, features);
    }

    static ExactForward of(Parameters parameters, Scaling scaling, TargetUnits units, float[] features) {
        Architecture architecture = parameters.architecture();
        Bounded x = input(scaling, features);
        double[] magnitude = Arrays.stream(x.value).map(Math::abs).toArray();
        for (int layer = 1; layer < architecture.layers(); layer++) {
            Bounded z = linear(parameters, layer, x, magnitude);
            x = activation(z, architecture.activation());
            magnitude = Arrays.stream(z.value)
                    .map(v -> Math.max(v, 0) + architecture.activation().shift())
                    .toArray();
        }
        Bounded outputs = linear(parameters, architecture.layers(), x, magnitude);
        return architecture.loss() == Loss.MSE ? numbers(outputs, units) : probabilities(outputs);
    }

    private static double gamma(int n) {
        return n * U / (1 - n * U);
    }

    private static Bounded input(Scaling scaling, float[] features) {
        Bounded x = new Bounded(new double[features.length], new double[features.length]);
        for (int k = 0; k < features.length; k++) {
            x.value[k] = scaling.scale(k, features[k]);
            double terms = Math.abs(features[k] * scaling.factor(k)) + 2 * Math.abs(scaling.offset(k));
            x.error[k] = gamma(4) * terms * IN_DOUBLE;
        }
        return x;
    }

    private static Bounded linear(Parameters parameters, int layer, Bounded h, double[] magnitude) {
        TensorLayout weight = parameters.architecture().weight(layer);
        TensorLayout bias = parameters.architecture().bias(layer);
        int n = weight.shape().get(0);
        int out = weight.shape().get(1);
        Bounded z = new Bounded(new double[out], new double[out]);
        for (int j = 0; j < out; j++) {
            double b = parameters.values()[bias.offset() + j];
            double sum = b;
            double magnitudes = Math.abs(b);
            double errors = 0;
            for (int k = 0; k < n; k++) {
                double w = parameters.values()[weight.offset() + k * out + j];
                sum += h.value[k] * w;
                magnitudes += (magnitude[k] + h.error[k]) * Math.abs(w);
                errors += h.error[k] * Math.abs(w);
            }
            z.value[j] = sum;
            z.error[j] = (gamma(n + 2) * magnitudes + errors) * IN_DOUBLE;
        }
        return z;
    }

    private static Bounded activation(Bounded z, Activation activation) {
        double[] h = Arrays.stream(z.value)
                .map(v -> Math.max(v, 0) - activation.shift())
                .toArray();
        return new Bounded(h, z.error);
    }

    private static ExactForward numbers(Bounded output, TargetUnits units) {
        double value = output.value[0];
        double toNextClass = 0.5 - Math.abs(value - Math.rint(value));
        Bounded own = units.equals(TargetUnits.AS_THEY_ARE) ? output : inOwnUnit(output, units);
        return new ExactForward(
                output.value,
                output.error,
                own.value,
                own.error,
                (int) Math.rint(value),
                toNextClass > output.error[0]);
    }

    private static Bounded inOwnUnit(Bounded output, TargetUnits units) {
        Bounded own = new Bounded(new double[output.value.length], new double[output.value.length]);
        for (int j = 0; j < own.value.length; j++) {
            double spread = output.value[j] * units.deviation(j);
            own.value[j] = units.value(j, output.value[j]);
            double magnitude = Math.abs(spread) + Math.abs(units.value(j, 0));
            own.error[j] = (2 * output.error[j] * units.deviation(j) + gamma(3) * magnitude) * IN_DOUBLE;
        }
        return own;
    }

    private static ExactForward probabilities(Bounded outputs) {
        double[] z = outputs.value;
        int predicted = 0;
        for (int j = 1; j < z.length; j++) {
            predicted = z[j] > z[predicted] ? j : predicted;
        }
        double max = z[predicted];
        double error = Arrays.stream(outputs.error).max().orElseThrow();
        double spread = max - Arrays.stream(z).min().orElseThrow() + 2 * error;
        double exponent = 2 * error + 2 * U * spread + gamma(z.length + 20);
        double sum = Arrays.stream(z).map(v -> Math.exp(v - max)).sum();
        double[] p = Arrays.stream(z).map(v -> Math.exp(v - max) / sum).toArray();
        double[] bound = Arrays.stream(p)
                .map(v -> (v * Math.expm1(exponent) + Float.MIN_NORMAL) * IN_DOUBLE)
                .toArray();
        double second = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < z.length; j++) {
            second = j == predicted ? second : Math.max(second, z[j]);
        }
        return new ExactForward(z, outputs.error, p, bound, predicted, max - second > exponent);
    }
}
