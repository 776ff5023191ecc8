package io.lockstep.cluster.dealing;

import java.time.Duration;

/**
 * What a new dealing changed.
 *
 * @param before number of partitions
 * @param after number of partitions
 * @param blocks number of blocks
 * @param moved how many of them are on an executor that did not have them
 * @param elapsed what it took
 */
public record Move(int before, int after, int blocks, int moved, Duration elapsed) {}
