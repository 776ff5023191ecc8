/**
 * Labelled grey images, whatever they come from. A {@link io.lockstep.data.Dataset} gives its splits as
 * {@link io.lockstep.data.Examples} in a fixed order; out go their bytes, and what is known of them:
 * {@link io.lockstep.data.DatasetCard}, {@link io.lockstep.data.Standardizer}.
 *
 * <p>Here is what all formats share. {@code data.idx}, {@code data.pickle} and {@code data.drawn} are the formats,
 * {@code data.mnist} downloads, {@code data.source} recognises what lies in a path, {@code data.picture} shows.
 *
 * <p>Plain Java; imports no other package of Lockstep.
 */
package io.lockstep.data;
