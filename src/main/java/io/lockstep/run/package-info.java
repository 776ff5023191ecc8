/**
 * A run's place on disk. An id and what makes the run's result come in; out goes a folder that one process at a time has to
 * itself, that can be gone on with after any end, and that readers see whole or not at all.
 *
 * <p>Imports {@code data}, {@code network}, {@code pass}, {@code train}, {@code export}, {@code config} and {@code report}; otherwise plain Java.
 */
package io.lockstep.run;
