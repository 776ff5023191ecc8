/**
 * The lesson's {@code mnist.pkl.gz}. Input: a pickle of numpy arrays. Output: {@link io.lockstep.data.Examples}.
 *
 * <p>Read in this order: {@code PickleReader} runs the safe opcodes of a pickle and returns a tree of
 * {@code PickleValue}s, {@code NumpyArray} recognises arrays in it, {@code PickleExamples} reads them.
 *
 * <p>Imports {@code data}; otherwise plain Java.
 */
package io.lockstep.data.pickle;
