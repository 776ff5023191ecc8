/**
 * The folder of a run. Input: an id and the inputs that determine the run's result. Output: a folder that is locked by one process at a
 * time, from which an interrupted run can be resumed, and which readers see complete or not at all.
 *
 * <p>Imports {@code data}, {@code network}, {@code pass}, {@code train}, {@code export}, {@code config} and {@code report}; otherwise plain Java.
 */
package io.lockstep.run;
