package io.lockstep.gradient;

import java.io.Serializable;

/**
 * A value that cannot be added: NaN, infinite, or out of the range of the exact sum.
 *
 * @param block index of its block
 * @param coordinate of the value: {@code w1[3, 7]}, or {@code loss}
 * @param value the value
 * @param limit the largest magnitude that the block can add
 */
public record Fault(int block, String coordinate, double value, double limit) implements Serializable {}
