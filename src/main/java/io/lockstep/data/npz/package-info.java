/**
 * NumPy's {@code .npz} with image arrays, as Keras publishes MNIST. Input: a zip of {@code .npy} members, stored or deflated.
 * Output: {@link io.lockstep.data.Examples}.
 *
 * <p>Read in this order: {@code ZipDirectory} finds the members, {@code ZipMember} unpacks one, {@code NpzArray} is an array in
 * one, {@code NpzExamples} are rows of two arrays. No array is held in memory.
 *
 * <p>Imports {@code data}; otherwise plain Java.
 */
package io.lockstep.data.npz;
