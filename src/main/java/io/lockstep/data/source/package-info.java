/**
 * Opens datasets by path. Input: a path. Output: the {@link io.lockstep.data.Dataset} at that path; the format is detected from
 * the content of the files.
 *
 * <p>Imports {@code data} and its formats; otherwise plain Java.
 */
package io.lockstep.data.source;
