package io.lockstep.gradient;

import java.io.Serializable;

/**
 * A value that cannot be added: not a number, infinite, or beyond the range of the exact sum.
 *
 * @param block index of the block it came from
 * @param coordinate which value: {@code w1[3, 7]}, or {@code loss}
 * @param value the value
 * @param limit the largest magnitude that block could have added
 */
public record Fault(int block, String coordinate, double value, double limit) implements Serializable {}
