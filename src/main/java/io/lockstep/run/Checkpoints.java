package io.lockstep.run;

import io.lockstep.config.ConfigException;
import io.lockstep.data.DataException;
import io.lockstep.data.Npy;
import io.lockstep.data.Sha256;
import io.lockstep.data.Storage;
import io.lockstep.data.WholeFile;
import io.lockstep.network.ParameterFiles;
import io.lockstep.network.Parameters;
import io.lockstep.report.Environment;
import io.lockstep.report.HashedJson;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.OptimizerState.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run's checkpoints, each a folder {@code step-<number>} that is written atomically: aside and then renamed, or, where the file system does not
 * rename so, in place, and counted when its {@code checkpoint.json} is there, which is written last. The last few are kept: if
 * the newest is damaged, the previous one is used. The best checkpoint is {@code best-<number>}.
 */
final class Checkpoints {
    private static final String STEP = "step";
    private static final String BEST = "best";
    private static final String ASIDE = ".part";
    private static final String SUMMARY = "checkpoint.json";

    private final Path folder;
    private final RunInputs inputs;
    private final String build;

    /**
     * The checkpoints of a run.
     *
     * @param inputs that determine the run's result; a checkpoint of other inputs is refused
     * @param build version and revision of Lockstep, likewise
     */
    Checkpoints(Path folder, RunInputs inputs, String build) {
        this.folder = folder;
        this.inputs = inputs;
        this.build = build;
    }

    /** Those in a run's folder, as this build reads and writes them. */
    static Checkpoints of(Path run, RunInputs inputs) {
        return new Checkpoints(
                run.resolve("checkpoints"), inputs, Environment.detect().build());
    }

    /**
     * Written last, beside the arrays: detects damage, and checkpoints of other runs.
     *
     * @param step the last step that was taken
     * @param parametersSha256 as in the step's record
     * @param slotSha256 of the optimizer's slots, by name
     * @param build version and revision of Lockstep
     * @param inputs that determine the run's result
     */
    record Summary(
            int step, String parametersSha256, SortedMap<String, String> slotSha256, String build, RunInputs inputs) {

        /** Whether an earlier build wrote it, without a hash; those checkpoints are refused with a specific message. */
        private boolean isOfAnother(String build) {
            return this.build != null && !this.build.equals(build) && inputs != null && inputs.values() != null;
        }
    }

    /** Writes a checkpoint, and removes the oldest if there are more than {@code kept}. */
    void write(Checkpoint checkpoint, int kept) throws IOException {
        write(STEP, checkpoint, kept);
    }

    /** Writes the best checkpoint so far, in place of the previous one. */
    void writeBest(Checkpoint checkpoint) throws IOException {
        write(BEST, checkpoint, 1);
    }

    private boolean inPlace() {
        return !Storage.of(folder).renamesAtomically();
    }

    /** Writes to a temporary folder, then renames it; or in place, the summary last. */
    private void write(String kind, Checkpoint checkpoint, int kept) throws IOException {
        Path whole = folder(kind, checkpoint.step());
        Path aside = inPlace() ? whole : folder.resolve(whole.getFileName() + ASIDE);
        remove(aside);
        ParameterFiles.write(checkpoint.parameters(), aside);
        SortedMap<String, String> slots = new TreeMap<>();
        for (Slot slot : checkpoint.state().slots()) {
            Npy.write(aside.resolve(file(slot.name())), shape(slot.values().length), slot.values());
            slots.put(slot.name(), Sha256.of(slot.values()));
        }
        Summary summary = new Summary(checkpoint.step(), checkpoint.parameters().sha256(), slots, build, inputs);
        WholeFile.write(aside.resolve(SUMMARY), HashedJson.pretty(summary).getBytes(StandardCharsets.UTF_8));
        if (!inPlace()) {
            remove(whole); // a damaged one
            Files.move(aside, whole, StandardCopyOption.ATOMIC_MOVE);
        }
        List<Path> newestFirst = newestFirst(kind);
        for (Path old : newestFirst.subList(Math.min(kept, newestFirst.size()), newestFirst.size())) {
            remove(old);
        }
    }

    /** Whether there is no checkpoint. */
    boolean areNone() throws IOException {
        return newestFirst(STEP).isEmpty();
    }

    /**
     * The newest undamaged checkpoint; damaged ones are reported to {@code damaged}, one message each.
     *
     * @param initial the state before the first step, which defines the layout of a state
     * @throws ConfigException if it was written with different data, a different configuration or a different build
     */
    @Nullable
    Checkpoint latest(OptimizerState initial, Consumer<String> damaged) throws IOException {
        for (Path candidate : newestFirst(STEP)) {
            try {
                return read(candidate, initial);
            } catch (DataException e) {
                damaged.accept(e.getMessage() + " The run resumes from the previous checkpoint, or starts over.");
            }
        }
        return null;
    }

    /**
     * The best checkpoint, written after this step.
     *
     * @throws DataException if it is missing or damaged
     */
    Checkpoint best(int step, OptimizerState initial) throws IOException {
        return read(folder(BEST, step), initial);
    }

    private Checkpoint read(Path from, OptimizerState initial) throws IOException {
        Path file = from.resolve(SUMMARY);
        if (!Files.exists(file)) {
            throw new DataException(from.toString(), "a checkpoint with " + SUMMARY, "none", "Remove that folder.");
        }
        Summary summary = HashedJson.read(file, Summary.class, read -> read.isOfAnother(build), "Remove that folder.");
        requireOfThisRun(from, summary);
        Parameters parameters = ParameterFiles.read(from, initial.parameters().architecture());
        requireHash(from + ", parameters", summary.parametersSha256(), parameters.sha256());
        List<Slot> slots = new ArrayList<>();
        for (Slot slot : initial.slots()) {
            double[] values = Npy.read(from.resolve(file(slot.name())), shape(slot.values().length));
            requireHash(
                    from + ", " + file(slot.name()),
                    summary.slotSha256().getOrDefault(slot.name(), "none"),
                    Sha256.of(values));
            slots.add(new Slot(slot.name(), values));
        }
        return new Checkpoint(new OptimizerState(parameters, slots, summary.step()));
    }

    private void requireOfThisRun(Path from, Summary summary) {
        List<String> differences = new ArrayList<>(inputs.differences(summary.inputs()));
        if (!build.equals(summary.build())) {
            differences.add("Lockstep was %s and is %s".formatted(summary.build(), build));
        }
        if (!differences.isEmpty()) {
            throw new ConfigException(
                    "%s: expected a checkpoint of this run, found one of another run: %s."
                                    .formatted(from, String.join("; ", differences))
                            + " Resume with the build and the inputs that wrote it, choose another run.id, or remove the run's checkpoints to start over.");
        }
    }

    private static void requireHash(String where, String expected, String found) {
        if (!found.equals(expected)) {
            throw new DataException(
                    where, "the hash " + expected, found, "The checkpoint is damaged; remove its folder.");
        }
    }

    private static String file(String slot) {
        return "optimizer-" + slot + ".npy";
    }

    private static List<Integer> shape(int length) {
        return List.of(length);
    }

    private Path folder(String kind, int step) {
        return folder.resolve("%s-%08d".formatted(kind, step));
    }

    private List<Path> newestFirst(String kind) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().matches(kind + "-\\d+"))
                    .filter(path -> !inPlace() || Files.exists(path.resolve(SUMMARY)))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.deleteIfExists(folder.resolve(SUMMARY)); // first: what is left of it then counts for nothing
        List<Path> innermostFirst = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.forEach(path -> innermostFirst.add(0, path));
        }
        for (Path path : innermostFirst) {
            Files.deleteIfExists(path); // on an object store a folder goes with its last file
        }
    }
}
