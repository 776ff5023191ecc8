package io.lockstep.check;

import java.util.List;
import java.util.function.Predicate;

/**
 * Locates the error from which results agree with which. The pass on Spark and the one on one thread share everything but the
 * reduction; the pass, the reference and the lesson's modules share the formulas of the gradient, but no code; the others share neither.
 */
final class Blame {
    private static final String LOCAL = "local";
    private static final String REFERENCE = "reference";
    private static final String ND4J = "nd4j";

    private final Verification verification;
    /** Checks other than local and the reference. */
    private final List<Agreement> others;

    private Blame(Verification verification) {
        this.verification = verification;
        others = verification.agreements().stream()
                .filter(Agreement::binding)
                .filter(agreement ->
                        !agreement.right().equals(LOCAL) && !agreement.right().equals(REFERENCE))
                .toList();
    }

    static String of(Verification verification) {
        return verification.agrees() ? "all agree" : new Blame(verification).sentence();
    }

    private String sentence() {
        if (differs(LOCAL)) {
            return "the cluster differs from the same pass on one thread"
                    + (verification.blocks().isEmpty() ? ": the error is in the reduction" : verification.blocks());
        }
        return differs(REFERENCE) ? fromTheReference() : fromOthersAlone();
    }

    private String fromTheReference() {
        // one whose own error is so large that it agrees with both decides nothing
        List<Agreement> deciding = others.stream()
                .filter(agreement -> !(agreement.agrees() && agreesWithReference(agreement.right())))
                .toList();
        String confirming = names(deciding, agreement -> agreesWithReference(agreement.right()));
        if (deciding.isEmpty()) {
            return asked(LOCAL)
                    ? "the cluster equals the same pass on one thread but not the reference: the error is in the kernel or the gradient formulas"
                    : "the cluster differs from the reference; add the check local to tell the reduction from the kernel";
        }
        if (confirming.isEmpty() && deciding.stream().allMatch(Agreement::agrees)) {
            return "the cluster agrees with %s, the reference with none: the error is in the reference"
                    .formatted(names(deciding, Agreement::agrees));
        }
        return deciding.stream().anyMatch(Agreement::agrees) || confirming.isEmpty()
                ? divided()
                : "the reference and %s agree with each other and not with the cluster: the error is in %s"
                        .formatted(confirming, asked(LOCAL) ? "the kernel" : "the kernel or the reduction");
    }

    /** The cluster agrees with the reference, which uses the same gradient formulas. */
    private String fromOthersAlone() {
        String against = names(others, agreement -> !agreement.agrees());
        List<Agreement> byOtherFormulas = others.stream()
                .filter(agreement -> !agreement.right().equals(ND4J))
                .toList();
        if (byOtherFormulas.isEmpty() || byOtherFormulas.stream().anyMatch(Agreement::agrees)) {
            return "the cluster agrees with all but %s: the error is in %s".formatted(against, against);
        }
        return differs(ND4J)
                ? divided()
                : "the cluster agrees with the reference, whose formulas are the same, and not with %s: the error is in the gradient formulas"
                        .formatted(against);
    }

    private String divided() {
        return "the checks disagree: %s agree with the cluster, %s do not"
                .formatted(
                        names(verification.agreements(), Agreement::agrees),
                        names(verification.agreements(), agreement -> !agreement.agrees()));
    }

    private boolean agreesWithReference(String opinion) {
        return verification.among().stream()
                .anyMatch(agreement -> agreement.right().equals(opinion) && agreement.agrees());
    }

    private boolean asked(String opinion) {
        return verification.agreements().stream()
                .anyMatch(agreement -> agreement.right().equals(opinion));
    }

    private boolean differs(String opinion) {
        return verification.agreements().stream()
                .anyMatch(agreement -> agreement.right().equals(opinion) && !agreement.agrees());
    }

    private static String names(List<Agreement> agreements, Predicate<Agreement> which) {
        List<String> names =
                agreements.stream().filter(which).map(Agreement::right).toList();
        return names.size() < 2
                ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }
}
