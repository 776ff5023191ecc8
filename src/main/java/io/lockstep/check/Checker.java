package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Computes a step's gradient with the configured checks and compares. The reference runs with every check that may round differently:
 * only it gives the rounding bound. It runs on a thread of its own, beside the others.
 */
public final class Checker {
    private final BlockPlan plan;
    private final int rows;
    private final ReferenceGradients reference;
    private final List<SecondOpinion> exact;
    private final List<SecondOpinion> rounding;
    private final boolean needsReference;

    /**
     * A checker with these checks.
     *
     * @param rows number of examples for the slow checks, in whole blocks; 0 for all
     * @param reference which may be one of the checks
     */
    public Checker(BlockPlan plan, int rows, ReferenceGradients reference, List<SecondOpinion> opinions) {
        this.plan = plan;
        this.rows = rows;
        this.reference = reference;
        exact = opinions.stream().filter(SecondOpinion::exact).toList();
        rounding = opinions.stream()
                .filter(opinion -> !opinion.exact() && opinion != reference)
                .toList();
        needsReference = exact.size() < opinions.size();
    }

    /**
     * Compares.
     *
     * @param source of the gradient; it computes again where the checks cover only a part of the batch
     * @param gradient of this batch at these parameters
     */
    public Verification verify(GradientSource source, Gradient gradient, Parameters parameters, Batch batch) {
        if (!needsReference) {
            List<Agreement> agreements = new ArrayList<>();
            String blocks = addExact(agreements, source, gradient, parameters, batch);
            return new Verification(batch.step(), agreements, List.of(), 0, blocks);
        }
        Batch part = plan.part(batch, rows);
        // The slowest by far, and it waits for none of the others. It opens no native library, so that ND4J may start
        // beside it.
        try (SideWork<Timed<ReferenceGradients.Measured>> measured =
                SideWork.begin("check reference", () -> Timed.of(() -> reference.measure(parameters, part)))) {
            return verify(source, gradient, parameters, batch, part, measured);
        }
    }

    private Verification verify(
            GradientSource source,
            Gradient gradient,
            Parameters parameters,
            Batch batch,
            Batch part,
            SideWork<Timed<ReferenceGradients.Measured>> side) {
        List<Agreement> agreements = new ArrayList<>();
        String blocks = addExact(agreements, source, gradient, parameters, batch);
        Gradient ofPart = part.equals(batch)
                ? gradient
                : source.gradientSum(parameters, part).mean();
        List<Timed<Answer>> answers = rounding.stream()
                .map(opinion -> Timed.of(() -> opinion.answer(parameters, part)))
                .toList();
        Timed<ReferenceGradients.Measured> measured = side.result();
        RoundingBound bound = measured.value().bound();
        Gradient byReference = measured.value().gradient();
        agreements.add(Agreement.with(bound, source.name(), ofPart, reference.name(), Answer.of(byReference))
                .took(measured.milliseconds()));
        List<Agreement> among = new ArrayList<>();
        for (int i = 0; i < rounding.size(); i++) {
            SecondOpinion opinion = rounding.get(i);
            String name = opinion.name();
            Timed<Answer> answer = answers.get(i);
            RoundingBound ofBoth = opinion.inFloat() ? bound.ofTwoPasses() : bound;
            agreements.add(Agreement.with(ofBoth, source.name(), ofPart, name, answer.value())
                    .took(answer.milliseconds()));
            among.add(Agreement.with(bound, reference.name(), byReference, name, answer.value()));
        }
        return new Verification(batch.step(), agreements, among, bound.kinks(), blocks);
    }

    /** Compares with the exact checks; which blocks differ, if any does. */
    private String addExact(
            List<Agreement> agreements, GradientSource source, Gradient gradient, Parameters parameters, Batch batch) {
        String blocks = "";
        for (SecondOpinion opinion : exact) {
            Timed<Gradient> same =
                    Timed.of(() -> opinion.gradientSum(parameters, batch).mean());
            Agreement agreement = Agreement.exact(source.name(), gradient, opinion.name(), same.value());
            agreements.add(agreement.took(same.milliseconds()));
            if (!agreement.agrees()) {
                blocks = BlockByBlock.of(source, opinion, same.value(), parameters, batch);
            }
        }
        return blocks;
    }

    private record Timed<T>(T value, double milliseconds) {
        static <T> Timed<T> of(Supplier<T> work) {
            long start = System.nanoTime();
            T value = work.get();
            return new Timed<>(value, (System.nanoTime() - start) / 1e6);
        }
    }
}
