/**
 * Examples to look at. {@link io.lockstep.data.Examples} come in; out goes a PNG, or text for a terminal.
 *
 * <p>Imports {@code data} and {@code data.drawn}; otherwise plain Java.
 */
package io.lockstep.data.picture;
