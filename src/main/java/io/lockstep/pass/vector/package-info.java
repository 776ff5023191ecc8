/**
 * The kernel of CPUs: a pass whose results depend on the numbers alone, not on the processor or the JVM. Input: a block, raw or prepared. Output:
 * gradients and outputs.
 *
 * <p>Read in this order: {@code RightFactor}, which says what a product is and in which order it is summed; {@code PlainFactor}, the same in plain
 * loops; {@code VectorPass} and {@code VectorLayer}, which read like the lesson; {@code LossHead} with {@code Exponential}; {@code Folding}, the first layer's scaling. Then what makes it
 * fast: {@code LeftFactor} with {@code ByteLists}, {@code FloatLists} and {@code DenseFactor}; {@code FeatureFactors} and {@code VectorFeatures}, a
 * cached block's lists; {@code VectorFactor}, {@code SparseProducts} and {@code DenseProducts}, the products by vectors; {@code Loops}, the rest. {@code RowPass} with {@code
 * RowLists} computes the outputs of one row at a time.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code metric}, {@code pass}, {@code pass.device} for the description of the backend, and
 * Java's vector module, only here; otherwise plain Java.
 */
package io.lockstep.pass.vector;
