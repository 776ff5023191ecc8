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
 * only it gives the rounding bound.
 */
public final class Checker {
    private final BlockPlan plan;
    private final int rows;
    private final ReferenceGradients reference;
    private final List<SecondOpinion> exact;
    private final List<SecondOpinion> others;

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
        others = opinions.stream().filter(opinion -> !opinion.exact()).toList();
    }

    /**
     * Compares.
     *
     * @param source of the gradient; it computes again where the checks cover only a part of the batch
     * @param gradient of this batch at these parameters
     */
    public Verification verify(GradientSource source, Gradient gradient, Parameters parameters, Batch batch) {
        List<Agreement> agreements = new ArrayList<>();
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
        if (others.isEmpty()) {
            return new Verification(batch.step(), agreements, List.of(), 0, blocks);
        }
        Batch part = plan.part(batch, rows);
        Gradient ofPart = part.equals(batch)
                ? gradient
                : source.gradientSum(parameters, part).mean();
        Timed<ReferenceGradients.Measured> measured = Timed.of(() -> reference.measure(parameters, part));
        RoundingBound bound = measured.value().bound();
        Gradient byReference = measured.value().gradient();
        agreements.add(Agreement.with(bound, source.name(), ofPart, reference.name(), Answer.of(byReference))
                .took(measured.milliseconds()));
        List<Agreement> among = new ArrayList<>();
        for (SecondOpinion opinion : others) {
            if (opinion != reference) {
                Timed<Answer> answer = Timed.of(() -> opinion.answer(parameters, part));
                RoundingBound ofBoth = opinion.inFloat() ? bound.ofTwoPasses() : bound;
                agreements.add(Agreement.with(ofBoth, source.name(), ofPart, opinion.name(), answer.value())
                        .took(answer.milliseconds()));
                among.add(Agreement.with(bound, reference.name(), byReference, opinion.name(), answer.value()));
            }
        }
        return new Verification(batch.step(), agreements, among, bound.kinks(), blocks);
    }

    private record Timed<T>(T value, double milliseconds) {
        static <T> Timed<T> of(Supplier<T> work) {
            long start = System.nanoTime();
            T value = work.get();
            return new Timed<>(value, (System.nanoTime() - start) / 1e6);
        }
    }
}
