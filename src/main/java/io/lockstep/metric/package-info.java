/**
 * Evaluation metrics. Input: outputs and labels of blocks. Output: an {@link io.lockstep.metric.Evaluation} (loss, confusion
 * matrix, statistics of the activations) and the worst {@link io.lockstep.metric.Mistake}s. All counts are exact.
 *
 * <p>Imports {@code network}; otherwise plain Java.
 */
package io.lockstep.metric;
