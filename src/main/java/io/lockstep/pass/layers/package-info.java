/**
 * The lesson: layers as classes, each with its backward pass after its forward pass, on ND4J operations. Input: standardised features
 * (rows, in) and labels. Output: the loss and the gradients of all parameters.
 *
 * <p>Read in this order: {@code Inputs}, {@code Module}, {@code Linear}, {@code Relu}, {@code Mse}, {@code CrossEntropy},
 * {@code Network}, {@code Nd4jPass}.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code metric}, {@code pass} and ND4J.
 */
package io.lockstep.pass.layers;
