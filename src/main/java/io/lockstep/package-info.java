/**
 * The application. A command line comes in; out goes an exit code.
 *
 * <p>In the order of the data's path, the packages are {@code data}, {@code block}, {@code network}, {@code gradient},
 * {@code train} beside {@code cluster} and {@code check}, {@code report}, {@code run} and {@code cli}. Each knows only
 * those before it; {@code config} says what they are told to do, and {@code doctor} whether they would.
 *
 * <p>Imports {@code cli}, and alone ends the process.
 */
package io.lockstep;
