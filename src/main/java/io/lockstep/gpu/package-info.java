/**
 * Checks whether a GPU computes correctly, and how fast. A pass plan for it comes in; out go comparisons with the reference, digests and
 * times, for {@code submit/gpu-check} to print. It runs without Spark and without ND4J.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code gradient} and {@code check}.
 */
package io.lockstep.gpu;
