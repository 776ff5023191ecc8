/**
 * Downloads MNIST. Input: mirrors. Output: a folder in the cache with the published files, verified by hash.
 *
 * <p>Imports {@code data}; otherwise plain Java.
 */
package io.lockstep.data.mnist;
