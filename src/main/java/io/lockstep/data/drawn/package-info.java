/**
 * Synthetic digits and a synthetic table that Lockstep draws itself. Input: a seed. Output: {@link io.lockstep.data.Examples}, and
 * rows, that are bit-identical on every machine.
 *
 * <p>Read in this order: {@code Glyphs}, {@code Pen}, {@code Handwriting}, {@code DrawnDigits}; {@code ApartmentRent},
 * {@code DrawnTable}.
 *
 * <p>Imports {@code data}; otherwise plain Java.
 */
package io.lockstep.data.drawn;
