package io.lockstep.check;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.TensorLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The comparison of two gradients of one batch.
 *
 * @param left name of the gradient that is checked
 * @param right name of the reference
 * @param exact whether every bit must be equal
 * @param binding whether a difference is an error of the left one; false where the right one is known to be inexact
 * @param note remark of the right one about its result; may be empty
 * @param examples examples that the left one counted
 * @param expectedExamples examples that the right one counted
 * @param tensors each tensor, and last the loss
 * @param diagnosis likely cause of the difference; empty where they agree
 * @param milliseconds time of the right one; 0 if not measured
 */
public record Agreement(
        String left,
        String right,
        boolean exact,
        boolean binding,
        String note,
        long examples,
        long expectedExamples,
        List<TensorAgreement> tensors,
        String diagnosis,
        double milliseconds) {

    /** Compares two gradients that must be bit-identical: the same pass over the same blocks. */
    public static Agreement exact(String left, Gradient a, String right, Gradient b) {
        List<Double> zeros = Collections.nCopies(a.architecture().tensors().size(), 0.0);
        return compare(left, a, right, Answer.of(b), true, new RoundingBound(zeros, 0, 0));
    }

    /** Compares a float pass with one in double, within the rounding bound. */
    public static Agreement within(RoundingBound bound, String left, Gradient a, String right, Gradient b) {
        return with(bound, left, a, right, Answer.of(b));
    }

    /** Compares a float pass with an answer, at the positions that it sampled and within its own error. */
    static Agreement with(RoundingBound bound, String left, Gradient a, String right, Answer answer) {
        return compare(left, answer.whereAnswered(a), right, answer, false, bound.plus(answer.errors()));
    }

    /** The same with the time of the right one. */
    Agreement took(double time) {
        return new Agreement(left, right, exact, binding, note, examples, expectedExamples, tensors, diagnosis, time);
    }

    /** Whether all tensors and the loss agree. */
    public boolean agrees() {
        return examples == expectedExamples && tensors.stream().allMatch(TensorAgreement::agrees);
    }

    private static Agreement compare(
            String left, Gradient a, String right, Answer answer, boolean exact, RoundingBound bound) {
        Gradient b = answer.gradient();
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
        Agreement agreement = new Agreement(
                left,
                right,
                exact,
                answer.binding(),
                answer.note(),
                a.exampleCount(),
                b.exampleCount(),
                tensors,
                "",
                0);
        return agreement.agrees() ? agreement : agreement.diagnosed(Diagnosis.of(agreement, a, b));
    }

    private Agreement diagnosed(String sentence) {
        return new Agreement(
                left, right, exact, binding, note, examples, expectedExamples, tensors, sentence, milliseconds);
    }

    /** The result in words. */
    public String outcome() {
        if (!agrees()) {
            return binding ? "DIFFERS" : "differs, as expected";
        }
        return exact ? "bit-identical" : "agrees within rounding";
    }
}
