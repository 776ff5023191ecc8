/**
 * The commands, one a file. A command line comes in; out go lines on the screen, a run's files and an
 * {@link io.lockstep.cli.ExitCode}.
 *
 * <p>{@code TrainCommand} is the main one. What a command does is in {@code job}; here are its options, what it shows, and how it ends.
 *
 * <p>Imports everything, and alone picocli and Log4j.
 */
package io.lockstep.cli;
