/**
 * The application. A command line comes in; out goes an exit code.
 *
 * <p>In the order of the data's path, the packages are {@code data}, {@code block}, {@code network}, {@code gradient},
 * {@code train} beside {@code cluster} and {@code check}, {@code report} and {@code cli}. Each knows only those before
 * it; {@code config} says what they are told to do.
 *
 * <p>Imports {@code cli}, and alone ends the process.
 */
package io.lockstep;
