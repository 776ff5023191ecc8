/**
 * How fast Lockstep is, beside what the machine can do at most and beside others doing the same work: {@link io.lockstep.bench.Bench}
 * is what {@code submit/bench} starts, one {@link io.lockstep.bench.Work} a part of it. Whoever is compared takes turns in one
 * {@link io.lockstep.bench.Race}, so that whatever else the machine does hits all alike. Benchmarks of single pieces, by JMH, are in
 * {@code io.lockstep.bench.jmh}; PyTorch's part is a script, in {@code src/jmh/python}.
 */
package io.lockstep.bench;
