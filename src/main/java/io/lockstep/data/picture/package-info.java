/**
 * Renders examples. Input: {@link io.lockstep.data.Examples}. Output: a PNG, or text for a terminal.
 *
 * <p>Imports {@code data} and {@code data.drawn}; otherwise plain Java.
 */
package io.lockstep.data.picture;
