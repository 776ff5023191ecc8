package io.lockstep.cluster;

import io.lockstep.network.device.Processor;

/**
 * What a run computes on.
 *
 * @param processor of every task
 * @param reason why it is the CPU though a GPU was preferred; empty otherwise
 */
public record ProcessorChoice(Processor processor, String reason) {}
