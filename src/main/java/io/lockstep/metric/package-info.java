/**
 * Evaluation metrics. Input: outputs and targets of blocks. Output: an {@link io.lockstep.metric.Evaluation} with the loss, statistics of the
 * activations and the {@link io.lockstep.metric.Quality} of the predictions: of classes the confusion matrix, of two classes the areas under
 * their curves, too, of numbers their errors; and the worst {@link io.lockstep.metric.Mistake}s. Counts and sums are exact, so that no layout
 * changes a bit.
 *
 * <p>Imports {@code data} and {@code network}; otherwise plain Java.
 */
package io.lockstep.metric;
