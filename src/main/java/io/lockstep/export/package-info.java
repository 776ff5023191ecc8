/**
 * Trained networks for other programs. {@link io.lockstep.network.Parameters} and the
 * {@link io.lockstep.data.Standardizer} that they were trained behind come in; out goes one file that takes grey values: for any
 * ONNX runtime, or for Deeplearning4j. The same parameters give the same bytes.
 *
 * <p>Imports {@code data}, {@code network}, ND4J, Deeplearning4j, and alone Tribuo's ONNX utilities with Protocol Buffers.
 */
package io.lockstep.export;
