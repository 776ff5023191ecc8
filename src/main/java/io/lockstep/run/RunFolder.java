package io.lockstep.run;

import io.lockstep.check.Verification;
import io.lockstep.data.HeldLock;
import io.lockstep.data.Storage;
import io.lockstep.data.WholeFile;
import io.lockstep.report.Environment;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.HashedJson;
import io.lockstep.report.RunRecord;
import io.lockstep.report.StepRecord;
import io.lockstep.report.html.RunReport;
import io.lockstep.train.OptimizerState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The output folder of a run. Everything is written to {@code <id>.partial}; a successful run is renamed to {@code <id>} and
 * gets its {@code _SUCCESS} last. A reader that waits for {@code _SUCCESS} never sees an incomplete run. A run that failed or was interrupted
 * stays {@code <id>.partial}, and is resumed from its last checkpoint when it is opened again. Where the file system does not rename in one act, as
 * an object store, everything is written to {@code <id>} at once, and {@code _SUCCESS} alone says that it is complete.
 */
public final class RunFolder implements AutoCloseable {
    private static final String PARTIAL = ".partial";
    private static final String SUCCESS = "_SUCCESS";

    private final Path done;
    private final HeldLock lock;
    private final RunInputs inputs;
    private Path path;
    private RunLines lines;

    private RunFolder(Path done, HeldLock lock, RunInputs inputs) {
        this.done = done;
        this.lock = lock;
        this.inputs = inputs;
        path = Files.exists(done) ? done : unfinished(done);
        lines = new RunLines(path);
    }

    /** Where a run is until it is complete. */
    private static Path unfinished(Path done) {
        return Storage.of(done).renamesAtomically() ? done.resolveSibling(done.getFileName() + PARTIAL) : done;
    }

    /**
     * Opens and locks the folder of a new or interrupted run.
     *
     * @throws io.lockstep.config.ConfigException if the id belongs to a run with other inputs
     * @throws OutputException if another process has locked the run, or the folder cannot be written
     */
    public static RunFolder open(Path output, String id, RunInputs inputs) {
        return OutputException.using(output, () -> {
            Files.createDirectories(output);
            HeldLock lock = HeldLock.take(lockFile(output, id), owner -> underWay(id, owner));
            try {
                RunFolder folder = new RunFolder(output.resolve(id), lock, inputs);
                folder.prepare();
                return folder;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        });
    }

    /**
     * Dry run of {@link #open}: says what it would do, and changes nothing.
     *
     * @param initial the state before the first step; computed only if there is a checkpoint to read
     * @return the end of a sentence about the run
     * @throws io.lockstep.config.ConfigException as {@link #open}
     * @throws OutputException as {@link #open}
     */
    public static String rehearse(Path output, String id, RunInputs inputs, Supplier<OptimizerState> initial) {
        return OutputException.using(output, () -> {
            Path ancestor = output.toAbsolutePath();
            while (!Files.exists(ancestor)) {
                ancestor = Objects.requireNonNull(ancestor.getParent()); // the root exists
            }
            if (!Files.isDirectory(ancestor)) {
                throw new NotDirectoryException(ancestor.toString());
            }
            if (!Files.isWritable(ancestor)) {
                throw new AccessDeniedException(ancestor.toString());
            }
            HeldLock.requireFree(lockFile(output, id), owner -> underWay(id, owner));
            Path done = output.resolve(id);
            Path partial = unfinished(done);
            Path there = Files.exists(done) ? done : partial;
            Begun.requireSame(there, inputs, there.equals(partial));
            if (Files.exists(done.resolve(SUCCESS)) || (Files.exists(done) && !done.equals(partial))) {
                return "is already complete; nothing to do";
            }
            Checkpoints checkpoints = checkpoints(partial, inputs);
            Checkpoint checkpoint = checkpoints.areNone() ? null : checkpoints.latest(initial.get(), damage -> {});
            return checkpoint == null ? "would start" : "would resume from step %,d".formatted(checkpoint.step());
        });
    }

    private static Path lockFile(Path output, String id) {
        return output.resolve(id + ".lock");
    }

    private static OutputException underWay(String id, String owner) {
        return new OutputException("run.id: expected a run that no other process works on, found " + id
                + " in progress: " + owner + ". Wait until it ends, or choose another id.");
    }

    private void prepare() throws IOException {
        Begun.requireSame(path, inputs, path.equals(unfinished(done)));
        if (!Files.exists(path.resolve(Begun.FILE))) { // new, or left before it had begun
            Files.createDirectories(path);
            write(Begun.FILE, HashedJson.pretty(Begun.with(inputs)));
        }
        if (path.equals(done)
                && !path.equals(unfinished(done))
                && !isDone()) { // stopped between the two acts of the commit
            Files.createFile(done.resolve(SUCCESS));
        }
    }

    /** Whether the run is complete. */
    public boolean isDone() {
        return Files.exists(done.resolve(SUCCESS));
    }

    /**
     * The state to resume from: the last checkpoint whose steps are recorded, or else the initial state. Records of later
     * steps are removed: those steps will be taken again.
     *
     * @param initial the state before the first step
     * @param damaged receives a message for every damaged checkpoint
     * @throws io.lockstep.config.ConfigException if the checkpoint was written with different data, a different configuration or a different build
     */
    public Checkpoint resume(OptimizerState initial, Consumer<String> damaged) {
        return OutputException.using(path, () -> {
            Checkpoint found = checkpoints(path, inputs).latest(initial, damaged);
            Checkpoint begin = found == null ? new Checkpoint(initial) : found;
            int recorded = steps().stream()
                    .mapToInt(StepRecord::step)
                    .filter(step -> step <= begin.step())
                    .max()
                    .orElse(0);
            if (recorded < begin.step()) {
                damaged.accept("%s: expected the steps up to %,d, found them up to %,d; the run starts over."
                        .formatted(lines.steps().file(), begin.step(), recorded));
                return forgetAfter(new Checkpoint(initial));
            }
            return forgetAfter(begin);
        });
    }

    private Checkpoint forgetAfter(Checkpoint begin) throws IOException {
        if (begin.step() == 0) { // nothing is read, so that no damage is in the way
            lines.clear();
            return begin;
        }
        lines.keepUntil(begin.step());
        return begin;
    }

    /**
     * Stores a value in a file when a run starts, for the attempts that resume it.
     *
     * @return the stored value; {@code now} if there is none, or if the run starts over
     */
    public <T> T noted(String name, Checkpoint begin, T now, Class<T> type) {
        Path file = resolve(name);
        if (begin.step() > 0 && Files.exists(file)) {
            return OutputException.using( // beside a checkpoint, which is of this build: it has a hash
                    file,
                    () -> HashedJson.read(
                            file,
                            type,
                            noted -> false,
                            "Restore it from a backup, or remove the folder to start over."));
        }
        write(name, HashedJson.pretty(now));
        return now;
    }

    /** The steps recorded so far. */
    public List<StepRecord> steps() {
        return lines.steps().all();
    }

    /** The evaluations recorded so far. */
    public List<EpochRecord> epochs() {
        return lines.epochs().all();
    }

    /** The verifications recorded so far. */
    public List<Verification> verifications() {
        return lines.verifications().all();
    }

    /** Adds a line to {@code steps.jsonl}. */
    public void add(StepRecord step) {
        lines.steps().add(step);
    }

    /** Adds a line to {@code epochs.jsonl}. */
    public void add(EpochRecord epoch) {
        lines.epochs().add(epoch);
    }

    /** Adds a line to {@code verifications.jsonl}. */
    public void add(Verification verification) {
        lines.verifications().add(verification);
    }

    /**
     * Writes a checkpoint: a run that ends before its last step resumes from it.
     *
     * @param kept number of latest checkpoints to keep
     */
    public void add(Checkpoint checkpoint, int kept) {
        OutputException.writing(resolve("checkpoints"), () -> {
            lock.requireHeld();
            lines.save();
            checkpoints(path, inputs).write(checkpoint, kept);
        });
    }

    /** Writes the best state so far. */
    public void addBest(Checkpoint checkpoint) {
        OutputException.writing(resolve("checkpoints"), () -> {
            lock.requireHeld();
            lines.save();
            checkpoints(path, inputs).writeBest(checkpoint);
        });
    }

    /**
     * The best state, written after this step.
     *
     * @throws io.lockstep.data.DataException if it is missing or damaged
     */
    public Checkpoint best(int step, OptimizerState initial) {
        return OutputException.using(path, () -> checkpoints(path, inputs).best(step, initial));
    }

    /** The checkpoint from which a failed run would resume, for the error message; empty if it would start over. */
    public String lastCheckpoint(OptimizerState initial) {
        return OutputException.using(path, () -> {
            Checkpoint last = checkpoints(path, inputs).latest(initial, damage -> {});
            return last == null ? "" : "step %,d, in %s".formatted(last.step(), resolve("checkpoints"));
        });
    }

    private static Checkpoints checkpoints(Path run, RunInputs inputs) {
        return new Checkpoints(
                run.resolve("checkpoints"), inputs, Environment.detect().build());
    }

    /** Writes {@code model/}. */
    public void write(SavedModel model) {
        OutputException.writing(resolve("model"), () -> model.write(resolve("model")));
    }

    /** Writes {@code run.json} and {@code report.html}, also for a failed run. */
    public void write(RunRecord record) {
        write("run.json", HashedJson.pretty(record));
        write("report.html", report(record));
    }

    private static String report(RunRecord record) {
        try {
            return RunReport.html(record);
        } catch (RuntimeException
                | LinkageError e) { // the page is for people; a run that ended well is not lost for it
            return RunReport.unavailable(record, e);
        }
    }

    private void write(String name, String text) {
        OutputException.writing(
                resolve(name), () -> WholeFile.write(resolve(name), text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The current path of a file or folder of the run. */
    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** The current path of the folder. */
    public Path path() {
        return path;
    }

    /** Commits the successful run. */
    public void commit() {
        OutputException.writing(done, () -> {
            lock.requireHeld();
            lines.save();
            lines.close();
            if (!path.equals(done)) {
                path = Files.move(path, done, StandardCopyOption.ATOMIC_MOVE);
                lines = new RunLines(path);
            }
            Files.createFile(path.resolve(SUCCESS));
        });
    }

    /** Releases the lock. */
    @Override
    public void close() {
        OutputException.writing(path, () -> {
            try (HeldLock held = lock) {
                lines.save();
                lines.close();
                held.close(isDone());
            }
        });
    }
}
