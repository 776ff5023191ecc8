package io.lockstep.train;

import io.lockstep.block.Batch;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;
import java.time.Duration;

/**
 * One step of training, as it happened.
 *
 * @param number from 1
 * @param batch whose gradient was taken
 * @param before the parameters at which the gradient was taken
 * @param gradient of the mean loss
 * @param after the parameters that the optimizer made of them
 * @param elapsed wall time
 */
public record Step(int number, Batch batch, Parameters before, Gradient gradient, Parameters after, Duration elapsed) {}
