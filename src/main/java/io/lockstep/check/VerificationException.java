package io.lockstep.check;

/** A gradient differs from the independent checks. */
public final class VerificationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String table;

    /** Names the step, the location of the error and the worst coordinate of the first disagreement. */
    public VerificationException(Verification verification) {
        super("step " + verification.step() + ": " + verification.verdict() + ". " + firstDisagreement(verification));
        table = AgreementTable.of(verification);
    }

    private VerificationException(String message, VerificationException cause) {
        super(message, cause);
        table = cause.table;
    }

    /** The same with the agreement of each check in the message, for callers without a screen. */
    public VerificationException withTable() {
        return new VerificationException(getMessage() + "\n" + table, this);
    }

    private static String firstDisagreement(Verification verification) {
        return verification.agreements().stream()
                .filter(agreement -> agreement.binding() && !agreement.agrees())
                .map(VerificationException::describe)
                .findFirst()
                .orElse("");
    }

    private static String describe(Agreement agreement) {
        return agreement.tensors().stream()
                        .filter(tensor -> !tensor.agrees())
                        .map(tensor -> "%s: %s %s, %s %s (norm-wise difference %.2g, tolerance %.2g). "
                                .formatted(
                                        tensor.worst(),
                                        agreement.left(),
                                        tensor.left(),
                                        agreement.right(),
                                        tensor.right(),
                                        tensor.normwise(),
                                        tensor.tolerance()))
                        .findFirst()
                        .orElse("")
                + "Diagnosis: "
                + agreement.diagnosis()
                + ".";
    }
}
