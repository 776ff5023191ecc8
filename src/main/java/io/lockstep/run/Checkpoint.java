package io.lockstep.run;

import io.lockstep.network.Parameters;

/**
 * Where a run can go on.
 *
 * @param step the last one that was taken; 0 before the first
 * @param parameters after it
 */
public record Checkpoint(int step, Parameters parameters) {}
