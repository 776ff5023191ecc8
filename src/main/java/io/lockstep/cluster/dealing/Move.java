package io.lockstep.cluster.dealing;

import java.time.Duration;

/**
 * What a new dealing changed.
 *
 * @param before number of partitions
 * @param after number of partitions
 * @param blocks number of blocks
 * @param moved how many of them are on an executor that did not have them
 * @param astray how many partitions Spark has put on another executor than was meant, as one that has just started may not take tasks yet
 * @param elapsed what it took
 */
public record Move(int before, int after, int blocks, int moved, int astray, Duration elapsed) {}
