/**
 * The lesson: layers as classes, each with its backward pass behind its forward pass, on ND4J operations. Standardised features
 * (rows, in) and labels come in; out go the loss and the gradients of all parameters.
 *
 * <p>To read in this order: {@code Features}, {@code Module}, {@code Linear}, {@code Relu}, {@code Mse}, {@code CrossEntropy},
 * {@code Network}, {@code Nd4jPass}.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code metric}, {@code pass} and ND4J.
 */
package io.lockstep.pass.layers;
