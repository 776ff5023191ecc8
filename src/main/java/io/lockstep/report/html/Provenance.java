package io.lockstep.report.html;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;

import io.lockstep.data.DataCard;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.table.TableCard;
import io.lockstep.pass.device.Backend;
import io.lockstep.report.Environment;
import io.lockstep.report.RunRecord;
import io.lockstep.report.StepExecution;
import j2html.tags.DomContent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What it takes to repeat the run. */
final class Provenance {
    private static final int EXECUTORS_SHOWN = 200;

    private static final Map<String, String> NO_VALIDATION = Map.of("rows", "none: there is no validation set");

    private final RunRecord record;

    Provenance(RunRecord record) {
        this.record = record;
    }

    DomContent content() {
        return Html.part(
                "provenance",
                "Provenance",
                div(
                                Html.pairs("Trained on", card(record.trainData(), record.dataNote())),
                                Html.pairs(
                                        "Validation set",
                                        record.heldOutData() == null ? NO_VALIDATION : card(record.heldOutData(), "")),
                                Html.pairs("Machine and build", machine()),
                                Html.pairs("Spark", layout()))
                        .withClass("cards"),
                executors(),
                fingerprints(),
                h3("Configuration in effect"),
                div(Html.pairs(record.config())).withClass("config"));
    }

    private static Map<String, String> card(DataCard any, String note) {
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put("name", any.name());
        pairs.put("from", any.location());
        if (!note.isEmpty()) {
            pairs.put("reason", note);
        }
        if (!(any instanceof DatasetCard card)) {
            pairs.put("rows", Numbers.text("%,d", any.rows()));
            if (any instanceof TableCard table) {
                pairs.put("inputs", Numbers.text("%,d, stored as %s", table.inputs(), table.features()));
            }
            any.hashes().forEach((of, hash) -> pairs.put(of + ", hash", hash));
            return pairs;
        }
        pairs.put(
                "rows",
                Numbers.text(
                        "%,d of %,d, each %d x %d bytes, %d classes",
                        card.rows(), card.splitRows(), card.height(), card.width(), card.classes()));
        pairs.put(
                "each class",
                card.classCounts().stream()
                        .map(count -> Numbers.text("%,d", count))
                        .collect(Collectors.joining(" ")));
        pairs.put(
                "pixels / 256",
                Numbers.text(
                        "mean %.7f, std %.7f",
                        card.moments().mean(), card.moments().deviation()));
        pairs.put("pixels, SHA-256", card.pixelsSha256());
        pairs.put("labels, SHA-256", card.labelsSha256());
        return pairs;
    }

    private Map<String, String> machine() {
        Environment environment = record.environment();
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put("Lockstep", environment.build());
        pairs.put("Java", environment.java());
        pairs.put("system", environment.system());
        pairs.put(
                "driver",
                Numbers.text(
                        "%s, heap up to %,d MiB",
                        Numbers.count(environment.processors(), "processor"), environment.maxHeapBytes() >> 20));
        Backend backend = record.backend();
        pairs.put("computed on", backend == null ? "nothing yet" : backend.device());
        if (backend != null && backend.isJava()) {
            pairs.put("computed by", backend.describe());
        } else if (backend != null) {
            pairs.put("BLAS", backend.blas() + ", kernels for " + backend.coreType());
            pairs.put("ND4J", backend.nd4j().isEmpty() ? "none" : backend.nd4j());
        }
        if (record.cpuReason() != null) {
            pairs.put("no GPU because", record.cpuReason());
        }
        pairs.put("schema of run.json", Integer.toString(record.schemaVersion()));
        return pairs;
    }

    private Map<String, String> layout() {
        RunRecord.Layout layout = record.layout();
        Map<String, String> pairs = new LinkedHashMap<>();
        if (layout == null) {
            pairs.put("Spark", "had not started");
            return pairs;
        }
        pairs.put("version", layout.spark());
        pairs.put("master", layout.master());
        pairs.put("application", layout.applicationId());
        pairs.put("task slots", Numbers.text("%,d", layout.slots()));
        pairs.put("partitions", Numbers.text("%,d", layout.partitions()));
        pairs.put("blocks", Numbers.text("%,d of %,d rows", layout.blocks(), layout.blockRows()));
        StepExecution execution = record.execution();
        if (execution != null) {
            pairs.put("steps", steps(execution));
        }
        return pairs;
    }

    private static String steps(StepExecution execution) {
        String how = execution.mode().equals("stage")
                ? Numbers.count(execution.rounds(), "round") + ", a Spark stage each"
                : "a Spark job each: " + execution.reason();
        return how
                + (execution.repeatedRounds() == 0
                        ? ""
                        : "; %s repeated, %s lost"
                                .formatted(
                                        Numbers.count(execution.repeatedRounds(), "round"),
                                        Numbers.count(execution.lostSteps(), "step")))
                + (execution.layoutChanges() == 0
                        ? ""
                        : "; blocks redistributed %s".formatted(Numbers.count(execution.layoutChanges(), "time")));
    }

    private DomContent executors() {
        return first(
                "Executors",
                each(),
                List.of("id", "host", "cores", "GPUs", "lost"),
                record.executors().stream().map(Provenance::row).toList());
    }

    private static List<String> row(RunRecord.Executor executor) {
        return List.of(
                executor.id(),
                executor.host(),
                Integer.toString(executor.cores()),
                executor.gpus().isEmpty() ? "none" : String.join(", ", executor.gpus()),
                executor.lost().isEmpty() ? "no" : executor.lost());
    }

    private DomContent fingerprints() {
        return first(
                "Fingerprints",
                Html.note(
                        "SHA-256 of the results of each process for the same probe blocks: equal if they are bit-identical."),
                List.of("process", "host", "probe", "processor", "kernels or vectors", "GPU"),
                record.fingerprints().stream().map(Provenance::row).toList());
    }

    private static List<String> row(RunRecord.Computing taken) {
        return List.of(
                taken.where(),
                taken.host(),
                taken.fingerprint().digest(),
                taken.fingerprint().processor().model(),
                taken.fingerprint().backend().coreType(),
                taken.fingerprint().gpu().isEmpty()
                        ? "none"
                        : taken.fingerprint().gpu());
    }

    /** A table of the first rows; nothing where there are none. */
    private static DomContent first(String title, DomContent note, List<String> heads, List<List<String>> rows) {
        int count = rows.size();
        String more = count > EXECUTORS_SHOWN ? Numbers.text(", the first %,d of %,d", EXECUTORS_SHOWN, count) : "";
        return rows.isEmpty()
                ? each()
                : each(h3(title + more), note, Html.tableOf(heads, rows.subList(0, Math.min(count, EXECUTORS_SHOWN))));
    }
}
