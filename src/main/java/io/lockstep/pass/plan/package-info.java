/**
 * The choice of a pass and its processor. Input: a {@link io.lockstep.pass.plan.Kernel}, a standardizer and a processor. Output: a
 * {@link io.lockstep.pass.plan.PassPlan} that can be sent to executors and opens passes there. {@link io.lockstep.pass.plan.ProbeBlocks}
 * shows whether the results of two processors are bit-identical.
 *
 * <p>Imports {@code data}, {@code block}, {@code network} and all of {@code pass}. It is above the kernels, and not in {@code pass} itself,
 * because they implement what {@code pass} declares.
 */
package io.lockstep.pass.plan;
