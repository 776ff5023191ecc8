/**
 * MNIST from the web. Mirrors come in; out goes a folder in the cache with the published files, verified to the byte.
 *
 * <p>Imports {@code data}; otherwise plain Java.
 */
package io.lockstep.data.mnist;
