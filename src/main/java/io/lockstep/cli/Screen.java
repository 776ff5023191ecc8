package io.lockstep.cli;

import io.lockstep.check.Agreement;
import io.lockstep.check.TensorAgreement;
import io.lockstep.check.Verification;
import io.lockstep.cluster.PassChoice;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.data.DataCard;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.table.TableCard;
import io.lockstep.doctor.Finding;
import io.lockstep.network.Architecture;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.vector.VectorModule;
import io.lockstep.report.RunRecord;
import io.lockstep.train.StepRecord;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a person sees of a run: plain text, at most 100 columns. */
final class Screen {
    private static final int COLUMNS = 99;

    private final PrintWriter out;

    Screen(PrintWriter out) {
        this.out = out;
    }

    /** Lines that nobody sees. */
    static Screen silent() {
        return new Screen(new PrintWriter(Writer.nullWriter()));
    }

    /** One line. */
    void line(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
        out.flush();
    }

    /** A heading with a blank line before it. */
    void heading(String text) {
        line("%n%s", text);
    }

    /** Which table this is, with all that is known of it. */
    void cardOfAll(TableCard card) {
        nameOf(card);
        new TableLines(this).showAll(card);
    }

    private void nameOf(DataCard card) {
        line("  name        %s", card.name());
        if (!card.name().startsWith(card.location())) {
            line("  from        %s", card.location());
        }
    }

    /** Which data this is. */
    void card(DataCard any) {
        nameOf(any);
        if (!(any instanceof DatasetCard card)) {
            if (any instanceof TableCard table) {
                new TableLines(this).show(table);
            }
            return;
        }
        line(
                "  rows        %,d%s of %d x %d bytes, %d classes",
                card.rows(),
                card.rows() == card.splitRows() ? "" : " of %,d".formatted(card.splitRows()),
                card.height(),
                card.width(),
                card.classes());
        line("  each class  %s", counts(card));
        line(
                "  pixels/256  mean %.7f, std %.7f",
                card.moments().mean(), card.moments().deviation());
        line("  sha-256     pixels %s", card.pixelsSha256());
        line("              labels %s", card.labelsSha256());
    }

    private static String counts(DatasetCard card) {
        StringBuilder text = new StringBuilder();
        for (long count : card.classCounts()) {
            text.append(text.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "%,d", count));
        }
        return text.toString();
    }

    /** What computes, and how the work is spread. */
    void machine(PassChoice pass, RunRecord.Layout layout) {
        Backend backend = pass.backend();
        if (!pass.reason().isEmpty()) {
            line("  no GPU      %s", pass.reason());
        }
        line("  backend     %s, kernel %s, %s", backend.device(), pass.plan().kernel(), backend.describe());
        if (backend.hasPlainLoops()) {
            line("              slower than with vectors, bit-identical: add %s to", VectorModule.OPTION);
            line("              spark.driver.extraJavaOptions and spark.executor.extraJavaOptions");
        }
        spark(layout);
    }

    /** How the work is spread. */
    void spark(RunRecord.Layout layout) {
        line(
                "  spark       %s on %s, %s, %s%s",
                layout.spark(),
                layout.master(),
                count(layout.slots(), "task slot"),
                count(layout.partitions(), "partition"),
                layout.blocks() == 0
                        ? ""
                        : ", %s of %d rows".formatted(count(layout.blocks(), "block"), layout.blockRows()));
    }

    /** A table with a margin of two. */
    void table(Table table) {
        out.print(table.text(2));
        out.flush();
    }

    /** Whether its lines are not too long. */
    boolean hasRoomFor(Table table) {
        return table.text(2).lines().allMatch(line -> line.length() <= COLUMNS);
    }

    /** Whether the results of all processes are bit-identical. */
    void fingerprints(Fingerprints fingerprints) {
        if (!fingerprints.areMixed()) {
            wrapped("  bits        ", "identical: " + fingerprints.summary());
            return;
        }
        wrapped(
                "  bits        ",
                "NOT IDENTICAL (cluster.mixed = accept): results depend on which executor computes what, and `local`"
                        + " cannot agree bit for bit");
        fingerprints.kinds().forEach(kind -> wrapped("              ", kind));
    }

    /** The network and how it begins. */
    void network(Architecture architecture, String origin) {
        line("  network     %s, %,d parameters, %s", architecture, architecture.parameterCount(), origin);
    }

    /** {@code 1 step}, {@code 2 steps}. */
    static String count(long count, String what) {
        return "%,d %s%s".formatted(count, what, count == 1 ? "" : "s");
    }

    /** The agreements of one step's gradient. */
    void verification(Verification verification) {
        for (Agreement agreement : verification.agreements()) {
            wrapped(
                    "  ",
                    "%s against %s: %s, in %,.0f ms%s"
                            .formatted(
                                    agreement.left(),
                                    agreement.right(),
                                    agreement.outcome(),
                                    agreement.milliseconds(),
                                    agreement.note().isEmpty() ? "" : "; " + agreement.note()));
            if (!agreement.agrees()) {
                wrapped("    ", "likely cause: " + agreement.diagnosis());
            }
            if (!agreement.agrees() || !agreement.exact()) {
                out.print(table(agreement).text(4));
            }
        }
        out.flush();
        if (verification.kinks() > 0) {
            line(
                    "  %s so close to the kink of the ReLU that a float32 pass may take either side",
                    count(verification.kinks(), "activation"));
        }
        wrapped("  ", "verdict: " + verification.verdict());
    }

    /** How many blocks were computed twice in these steps; a step with a block that differed would not be among them. */
    void audit(List<StepRecord> steps) {
        long blocks = steps.stream().mapToLong(StepRecord::auditedBlocks).sum();
        long elsewhere = steps.stream().mapToLong(StepRecord::auditedElsewhere).sum();
        String what = "%s of %s".formatted(count(blocks, "block"), count(steps.size(), "step"));
        heading(
                blocks == 0
                        ? "Audit: %s computed again".formatted(what)
                        : "Audit: %s computed again, %s on another executor: bit-identical"
                                .formatted(what, elsewhere == 0 ? "none" : "%,d".formatted(elsewhere)));
    }

    /** What the doctor found, by group, and the verdict. */
    void findings(List<Finding> findings) {
        String group = "";
        for (Finding finding : findings.stream()
                .sorted(Comparator.comparingInt(finding -> firstOf(finding.group(), findings)))
                .toList()) {
            if (!finding.group().equals(group)) {
                group = finding.group();
                heading(group);
            }
            wrapped(
                    "  %-8s".formatted(finding.verdict()),
                    finding.what() + "   (" + String.join(", ", finding.where()) + ")");
            if (!finding.remedy().isEmpty()) {
                wrapped("          ", finding.remedy());
            }
        }
        long problems = findings.stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.PROBLEM)
                .count();
        heading(
                problems == 0
                        ? "All checks passed: `train` can run."
                        : "`train` cannot run: " + count(problems, "problem") + ".");
    }

    private static int firstOf(String group, List<Finding> findings) {
        return findings.stream().map(Finding::group).toList().indexOf(group);
    }

    /** A text of several lines, each within the screen, under one another. */
    void wrapped(String before, String text) {
        StringBuilder line = new StringBuilder(before);
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() > COLUMNS && !line.toString().isBlank()) {
                line("%s", line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(before.length()));
            }
            line.append(line.length() == before.length() ? "" : " ").append(word);
        }
        line("%s", line);
    }

    private static Table table(Agreement agreement) {
        Table table = new Table(
                "tensor",
                "near",
                "‖a-b‖/‖b‖",
                "tolerance",
                "max |a-b|",
                "ulps",
                "worst at",
                agreement.left(),
                agreement.right());
        for (TensorAgreement tensor : agreement.tensors()) {
            table.row(
                    tensor.name(),
                    tensor.near() ? "yes" : "NO",
                    "%.1e".formatted(tensor.normwise()),
                    "%.1e".formatted(tensor.tolerance()),
                    "%.1e".formatted(tensor.maxAbsolute()),
                    "%.1f".formatted(tensor.ulps()),
                    tensor.worst(),
                    "%.8g".formatted(tensor.left()),
                    "%.8g".formatted(tensor.right()));
        }
        return table;
    }
}
