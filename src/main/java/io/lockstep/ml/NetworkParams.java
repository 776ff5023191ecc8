package io.lockstep.ml;

import io.lockstep.network.Activation;
import io.lockstep.network.Initializer;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** What is trained: the params of the network, and where its parameters come from. */
public interface NetworkParams extends Params {

    /** The loss function of this stage. */
    String defaultLoss();

    /** Param: sizes of the hidden layers, each >= 1; empty: no hidden layer. */
    default IntArrayParam hidden() {
        return new IntArrayParam(
                this,
                "hidden",
                "sizes of the hidden layers, each >= 1; empty: no hidden layer. By default one layer of 64",
                Valid.when(NetworkParams::areSizes));
    }

    /** The value of {@link #hidden()}. */
    default int[] getHidden() {
        return getOrDefault(hidden());
    }

    /** Param: activation function of the hidden layers: relu, shifted-relu (relu minus 0.5). */
    default Param<String> activation() {
        return new Param<>(
                this,
                "activation",
                "activation function of the hidden layers: relu, shifted-relu (relu minus 0.5)",
                Valid.oneOf(Valid.words(Activation.values())));
    }

    /** The value of {@link #activation()}. */
    default String getActivation() {
        return getOrDefault(activation());
    }

    /** Param: loss function: cross-entropy of a classifier, mse (mean squared error) of a regressor. */
    default Param<String> loss() {
        return new Param<>(this, "loss", "loss function: " + defaultLoss(), Valid.oneOf(List.of(defaultLoss())));
    }

    /** The value of {@link #loss()}. */
    default String getLoss() {
        return getOrDefault(loss());
    }

    /** Param: weight initialisation: xavier, kaiming-fan-in, kaiming-fan-out. */
    default Param<String> init() {
        return new Param<>(
                this,
                "init",
                "weight initialisation: xavier, kaiming-fan-in, kaiming-fan-out",
                Valid.oneOf(Valid.words(Initializer.values())));
    }

    /** The value of {@link #init()}. */
    default String getInit() {
        return getOrDefault(init());
    }

    /** Param: whether each feature is scaled by its mean and standard deviation over the training rows, and a regression's label, too. */
    default BooleanParam standardization() {
        return new BooleanParam(
                this,
                "standardization",
                "whether each feature is scaled by its mean and standard deviation over the training rows, and a regression's label, too");
    }

    /** The value of {@link #standardization()}. */
    default boolean getStandardization() {
        return (boolean) getOrDefault(standardization());
    }

    /** Param: random seed of the initial weights and of the shuffles. */
    default LongParam seed() {
        return new LongParam(this, "seed", "random seed of the initial weights and of the shuffles");
    }

    /** The value of {@link #seed()}. */
    default long getSeed() {
        return (long) getOrDefault(seed());
    }

    /** Param: folder of a saved model with whose parameters, scaling and classes training begins. Empty: new weights. */
    default Param<String> initialModel() {
        return new Param<>(
                this,
                "initialModel",
                "folder of a saved model with whose parameters, scaling and classes training begins. Empty: new weights");
    }

    /** The value of {@link #initialModel()}. */
    default String getInitialModel() {
        return getOrDefault(initialModel());
    }

    private static boolean areSizes(int[] units) {
        return Arrays.stream(units).allMatch(size -> size >= 1 && size <= 1_000_000);
    }
}
