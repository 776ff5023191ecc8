package io.lockstep.run;

import static java.util.stream.Collectors.joining;

import io.lockstep.report.Reproduction;
import io.lockstep.report.Reproduction.Difference;
import io.lockstep.report.Reproduction.FirstDifference;

/** The reproduction of a recorded run differs from the record. */
public final class ReproductionException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int DIGITS = 12; // of a hash, enough to tell it from others

    private final transient Reproduction reproduction;

    /** Names the step and the tensor that differ first, and the likely cause. */
    public ReproductionException(Reproduction reproduction) {
        super(difference(reproduction) + " " + reason(reproduction));
        this.reproduction = reproduction;
    }

    /** The comparison up to the first difference. */
    public Reproduction reproduction() {
        return reproduction;
    }

    private static String difference(Reproduction reproduction) {
        FirstDifference first = reproduction.firstDifference();
        if (first == null) {
            return "data: expected the data recorded in %s, found different data, but bit-identical parameters at all %,d steps:"
                            .formatted(reproduction.record(), reproduction.stepsRecorded())
                    + " the record contradicts itself.";
        }
        return "step %d%s: expected parameters %s as recorded in %s, found %s%s."
                .formatted(
                        first.step(),
                        first.tensor() == null ? "" : ", " + first.tensor(),
                        brief(first.expected()),
                        reproduction.record(),
                        brief(first.found()),
                        first.tensor() == null ? "; the record does not say which tensor" : "");
    }

    private static String reason(Reproduction reproduction) {
        if (!reproduction.data().isEmpty()) {
            return "The data differs: "
                    + reproduction.data().stream()
                            .map(ReproductionException::text)
                            .collect(joining("; ")) + ".";
        }
        if (!reproduction.machine().isEmpty()) {
            return "Results are expected to differ in some bits: "
                    + reproduction.machine().stream()
                            .map(ReproductionException::text)
                            .collect(joining("; ")) + ".";
        }
        Difference build = reproduction.build();
        return "The data is as recorded, and this machine should give the same bits"
                + (build == null ? "" : ", but the build is not (" + text(build) + ")")
                + ". Run the command again: if it differs at another step, the machine may be faulty; if not, the build or the"
                + " record was changed.";
    }

    private static String text(Difference difference) {
        return "%s recorded %s, here %s"
                .formatted(difference.what(), brief(difference.recorded()), brief(difference.here()));
    }

    private static String brief(String text) {
        return text.matches("[0-9a-f]{64}") ? text.substring(0, DIGITS) : text;
    }
}
