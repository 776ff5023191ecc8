package io.lockstep.check;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.TensorLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How two opinions on the gradient of one batch compare.
 *
 * @param left who is checked
 * @param right against whom
 * @param exact whether every bit must be equal
 * @param examples examples that the left one counted
 * @param expectedExamples examples that the right one counted
 * @param tensors each tensor, and last the loss
 * @param diagnosis what the difference looks like; empty where they agree
 */
public record Agreement(
        String left,
        String right,
        boolean exact,
        long examples,
        long expectedExamples,
        List<TensorAgreement> tensors,
        String diagnosis) {

    /** Compares two opinions that must give the same bits: the same pass over the same blocks. */
    public static Agreement exact(String left, Gradient a, String right, Gradient b) {
        List<Double> zeros = Collections.nCopies(a.architecture().tensors().size(), 0.0);
        return compare(left, a, right, b, true, new RoundingBound(zeros, 0, 0));
    }

    /** Compares a float pass with the reference, which says how far it may be off. */
    public static Agreement within(RoundingBound bound, String left, Gradient a, String right, Gradient b) {
        return compare(left, a, right, b, false, bound);
    }

    /** Whether all of it agrees. */
    public boolean agrees() {
        return examples == expectedExamples && tensors.stream().allMatch(TensorAgreement::agrees);
    }

    private static Agreement compare(
            String left, Gradient a, String right, Gradient b, boolean exact, RoundingBound bound) {
        List<TensorAgreement> tensors = new ArrayList<>();
        List<TensorLayout> layouts = a.architecture().tensors();
        for (int i = 0; i < layouts.size(); i++) {
            TensorLayout tensor = layouts.get(i);
            tensors.add(TensorAgreement.between(
                    tensor.name(),
                    a.tensor(tensor),
                    b.tensor(tensor),
                    bound.tensors().get(i),
                    index -> tensor.coordinate(tensor.offset() + index)));
        }
        tensors.add(TensorAgreement.between(
                "loss", new double[] {a.loss()}, new double[] {b.loss()}, bound.loss(), index -> "loss"));
        Agreement agreement = new Agreement(left, right, exact, a.exampleCount(), b.exampleCount(), tensors, "");
        return agreement.agrees() ? agreement : agreement.with(Diagnosis.of(agreement, a, b));
    }

    private Agreement with(String sentence) {
        return new Agreement(left, right, exact, examples, expectedExamples, tensors, sentence);
    }
}
