/**
 * Checks whether a job can run. Input: a configuration and the reports of the driver and each executor. Output: findings,
 * with a remedy for each problem.
 *
 * <p>Imports {@code data}, {@code hadoop}, {@code block}, {@code network}, {@code config} and {@code cluster}; otherwise plain Java.
 */
package io.lockstep.doctor;
