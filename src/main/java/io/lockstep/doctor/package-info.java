/**
 * Whether a job would run. A configuration and what the driver and each executor say of themselves come in; out go findings,
 * each with what to do where something is amiss.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code config} and {@code cluster}; otherwise plain Java.
 */
package io.lockstep.doctor;
