/**
 * The same sums as the modules', faster on CPUs: ND4J's OpenBLAS multiplies native buffers, one Java loop does the rest.
 *
 * <p>To read in this order: {@code BlockFeatures}, {@code FusedLayer}, {@code FusedPass}.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code metric}, {@code pass} and ND4J.
 */
package io.lockstep.pass.fused;
