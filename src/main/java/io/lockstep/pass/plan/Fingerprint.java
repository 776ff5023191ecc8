package io.lockstep.pass.plan;

import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.Cpu;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Identifies how a process computes. Results of two processes are bit-identical if their digests are equal; the rest
 * explains why they are not.
 *
 * @param digest SHA-256 of its pass's results for the probe blocks
 * @param processor the machine's
 * @param backend library for matrix products
 * @param gpu model and driver of the GPU; empty on the CPU
 */
public record Fingerprint(String digest, Cpu processor, Backend backend, String gpu) implements Serializable {
    private static final Map<Question, Fingerprint> TAKEN = new ConcurrentHashMap<>();

    /** The cache key. */
    private record Question(ProbeBlocks probe, PassPlan plan) {}

    /**
     * The fingerprint of this process with this plan's kernel and processor; computed once.
     *
     * @throws io.lockstep.pass.device.BackendException if the processor cannot be used
     */
    public static Fingerprint of(ProbeBlocks probe, PassPlan plan) {
        return TAKEN.computeIfAbsent(new Question(probe, plan.with(ProbeBlocks.STANDARDIZER)), Fingerprint::take);
    }

    private static Fingerprint take(Question question) {
        String digest = question.probe.digest(question.plan);
        return new Fingerprint(
                digest,
                Cpu.detect(),
                question.plan.backend(),
                question.plan.processor().gpu());
    }
}
