/**
 * The commands, one a file. A command line comes in; out go lines on the screen, a run's files and an
 * {@link io.lockstep.cli.ExitCode}.
 *
 * <p>{@code TrainCommand} and {@code TrainRun} are the main job, from the data to the record.
 *
 * <p>Imports everything, and alone picocli and Log4j.
 */
package io.lockstep.cli;
