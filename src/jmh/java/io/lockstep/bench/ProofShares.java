package io.lockstep.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the proof costs in a step.
 *
 * @param step median of a step without it being recorded, milliseconds
 * @param pieces the proof's, milliseconds a step each: those that the step itself contains, and those that follow it
 */
record ProofShares(double step, Map<String, Double> pieces) {

    /** All of the proof, milliseconds a step. */
    double total() {
        return pieces.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Of a step with all that belongs to it, percent: the step contains the exact sum and its checks, not the record. */
    double percent(double milliseconds, double afterTheStep) {
        return 100 * milliseconds / (step + afterTheStep);
    }

    /** Each piece and all of them, milliseconds and percent of a step and its record. */
    Map<String, Object> described(double afterTheStep) {
        Map<String, Object> described = new LinkedHashMap<>();
        pieces.forEach((name, milliseconds) -> {
            described.put(name + ", ms", milliseconds);
            described.put(name + ", % of a step", percent(milliseconds, afterTheStep));
        });
        described.put("all of the proof, % of a step", percent(total(), afterTheStep));
        return described;
    }

    /** By how many percent of the first the second is more. */
    static double more(double first, double second) {
        return 100 * (second / first - 1);
    }
}
