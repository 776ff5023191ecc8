/**
 * The pass for CPUs, faster than the modules: ND4J's OpenBLAS multiplies native buffers, Java loops do the rest.
 *
 * <p>Read in this order: {@code BlockFeatures}, {@code FusedLayer}, {@code FusedPass}.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code metric}, {@code pass} and ND4J.
 */
package io.lockstep.pass.fused;
