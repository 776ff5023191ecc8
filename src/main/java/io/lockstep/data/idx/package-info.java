/**
 * IDX, the format MNIST comes in. Files come in, plain or gzip; out go {@link io.lockstep.data.Examples}, or a
 * {@link io.lockstep.data.DataException} with the byte. {@code IdxWriter} goes the other way.
 *
 * <p>Imports {@code data}; otherwise plain Java.
 */
package io.lockstep.data.idx;
