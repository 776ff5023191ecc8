package io.lockstep.pass.plan;

import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.Cpu;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How a process computes. Two give the same bits where their digests are equal, whatever else differs; the rest is to
 * explain why they are not.
 *
 * @param digest SHA-256 of what its pass makes of the probe blocks
 * @param processor the machine's
 * @param backend what multiplies matrices
 * @param gpu model and driver of the GPU that computes; empty where the CPU does
 */
public record Fingerprint(String digest, Cpu processor, Backend backend, String gpu) implements Serializable {
    private static final Map<Question, Fingerprint> TAKEN = new ConcurrentHashMap<>();

    /** What it was taken of. */
    private record Question(ProbeBlocks probe, PassPlan plan) {}

    /**
     * Of this process with this plan's kernel on this plan's processor; taken once, however often it is asked for.
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
