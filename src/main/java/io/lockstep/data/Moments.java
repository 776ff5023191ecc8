package io.lockstep.data;

import java.io.Serializable;

/**
 * Mean and standard deviation.
 *
 * @param mean sum / n
 * @param deviation unbiased, with n - 1
 */
public record Moments(double mean, double deviation) implements Serializable {
    private static final long serialVersionUID = 1L;
}
