/**
 * Datasets of labelled grey-scale images. Input: a {@link io.lockstep.data.Dataset} with its splits as
 * {@link io.lockstep.data.Examples} in a fixed order. Output: their bytes and their metadata,
 * {@link io.lockstep.data.DatasetCard}, {@link io.lockstep.data.Standardizer}.
 *
 * <p>This package has what all formats share. {@code data.idx}, {@code data.pickle}, {@code data.npz} and {@code data.drawn} are the formats,
 * {@code data.mnist} downloads, {@code data.source} detects the format of a path, {@code data.picture} renders images.
 *
 * <p>Plain Java; imports no other package of Lockstep.
 */
package io.lockstep.data;
