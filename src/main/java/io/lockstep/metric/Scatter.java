package io.lockstep.metric;

import java.util.List;

/**
 * Predicted values against true ones, of some examples.
 *
 * @param targets the true values, in the target's own unit
 * @param predicted as many
 */
public record Scatter(List<Float> targets, List<Float> predicted) {}
