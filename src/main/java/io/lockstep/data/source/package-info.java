/**
 * Datasets by their place. A path comes in; out goes the {@link io.lockstep.data.Dataset} that lies there, recognised by
 * what is in the files.
 *
 * <p>Imports {@code data} and its formats; otherwise plain Java.
 */
package io.lockstep.data.source;
