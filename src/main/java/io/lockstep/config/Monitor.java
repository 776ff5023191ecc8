package io.lockstep.config;

import io.lockstep.data.Spelling;

/** Metric that decides which of two models is better: on the validation set, or, where there is none, in the training of the epoch. */
public enum Monitor {
    /** The mean loss, lower is better. */
    LOSS,
    /** The accuracy, higher is better. */
    ACCURACY;

    static final String WITHOUT_VALIDATION =
            "Set train.monitor = loss, which then is the mean training loss of the epoch, or give a validation set.";

    /**
     * Refuses what there is not.
     *
     * @param isRegression whether numbers are predicted, and no classes
     * @throws ConfigException if a regression is to be judged by its accuracy
     */
    public void requireFits(boolean isRegression) {
        if (isRegression && this == ACCURACY) {
            throw new ConfigException(ConfigException.problem(
                    "train.monitor",
                    "loss, because a regression has no accuracy",
                    this.toString(),
                    "Set train.monitor = loss, or remove it."));
        }
    }

    /**
     * Refuses what there is not without a validation set.
     *
     * @throws ConfigException if the accuracy is to decide
     */
    public void requireValidation() {
        if (this == ACCURACY) {
            throw new ConfigException(ConfigException.problem(
                    "train.monitor", "loss, because there is no validation set", this.toString(), WITHOUT_VALIDATION));
        }
    }

    /** As in configuration: {@code loss}, {@code accuracy}. */
    @Override
    public String toString() {
        return Spelling.of(this);
    }
}
