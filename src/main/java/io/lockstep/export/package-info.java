/**
 * Exports trained networks for other programs. Input: {@link io.lockstep.network.Parameters} and the
 * {@link io.lockstep.data.Scaling} of the training. Output: one file for any ONNX runtime, or for Deeplearning4j, whose input are pixel
 * values 0 .. 255, or the encoded columns of a table, not scaled. The same parameters give the same bytes.
 *
 * <p>Imports {@code data}, {@code network}, ND4J, Deeplearning4j, and alone Tribuo's ONNX utilities with Protocol Buffers.
 */
package io.lockstep.export;
