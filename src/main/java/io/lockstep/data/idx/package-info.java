/**
 * IDX, the file format of MNIST. Input: files, plain or gzip. Output: {@link io.lockstep.data.Examples}, or a
 * {@link io.lockstep.data.DataException} with the byte offset. {@code IdxWriter} writes IDX files.
 *
 * <p>Imports {@code data}; otherwise plain Java.
 */
package io.lockstep.data.idx;
