/**
 * Which pass computes, and on what. A {@link io.lockstep.pass.plan.Kernel}, a standardizer and a processor come in; out goes a
 * {@link io.lockstep.pass.plan.PassPlan} that can be sent to executors and opens passes there. {@link io.lockstep.pass.plan.ProbeBlocks}
 * tells whether two processors compute the same bits.
 *
 * <p>Imports {@code data}, {@code block}, {@code network} and all of {@code pass}. It is above the kernels, and not in {@code pass} itself,
 * because they implement what {@code pass} declares.
 */
package io.lockstep.pass.plan;
