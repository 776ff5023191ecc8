/**
 * Digits that Lockstep draws itself. A seed comes in; out go {@link io.lockstep.data.Examples} with the same bits on
 * every machine.
 *
 * <p>To read in this order: {@code Glyphs}, {@code Pen}, {@code Handwriting}, {@code DrawnDigits}.
 *
 * <p>Imports {@code data}; otherwise plain Java.
 */
package io.lockstep.data.drawn;
