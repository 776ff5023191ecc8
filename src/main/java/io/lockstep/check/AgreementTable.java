package io.lockstep.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A verification as lines of text, for messages: a line for each check that agrees, one for each tensor where a check differs. */
final class AgreementTable {
    private AgreementTable() {}

    static String of(Verification verification) {
        List<String> lines = new ArrayList<>();
        lines.add(row("check", "of", "worst at", "gradient", "check's", "norm-wise", "tolerance", ""));
        for (Agreement agreement : verification.agreements()) {
            if (agreement.agrees()) {
                lines.add(row(agreement.right(), "all", "", "", "", "", "", agreement.outcome()));
            } else {
                agreement.tensors().forEach(tensor -> lines.add(row(agreement, tensor)));
            }
        }
        return String.join("\n", lines);
    }

    private static String row(Agreement agreement, TensorAgreement tensor) {
        return row(
                agreement.right(),
                tensor.name(),
                tensor.worst(),
                "%.7g".formatted(tensor.left()),
                "%.7g".formatted(tensor.right()),
                "%.2g".formatted(tensor.normwise()),
                "%.2g".formatted(tensor.tolerance()),
                tensor.agrees() ? "agrees" : agreement.binding() ? "DIFFERS" : "differs, as expected");
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "  %-10s %-5s %-14s %14s %14s %10s %10s  %s", (Object[]) cells)
                .stripTrailing();
    }
}
