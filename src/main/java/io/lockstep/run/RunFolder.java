package io.lockstep.run;

import io.lockstep.check.Verification;
import io.lockstep.data.HeldLock;
import io.lockstep.data.WholeFile;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.HashedJson;
import io.lockstep.report.RunRecord;
import io.lockstep.report.html.RunReport;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.StepRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The output folder of a run. Everything is written to {@code <id>.partial}; a successful run is renamed to {@code <id>} and
 * gets its {@code _SUCCESS} last. A reader that waits for {@code _SUCCESS} never sees an incomplete run. A run that failed or was interrupted
 * stays {@code <id>.partial}, and is resumed from its last checkpoint when it is opened again. Where the file system does not rename in one act, as
 * an object store, everything is written to {@code <id>} at once, and {@code _SUCCESS} alone says that it is complete.
 */
public final class RunFolder implements RunStore, AutoCloseable {
    private final RunPlace place;
    private final HeldLock lock;
    private final RunInputs inputs;
    private Path path;
    private RunLines lines;

    private RunFolder(RunPlace place, HeldLock lock, RunInputs inputs) {
        this.place = place;
        this.lock = lock;
        this.inputs = inputs;
        path = place.current();
        lines = new RunLines(path);
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
            RunPlace place = new RunPlace(output, id);
            HeldLock lock = place.lock();
            try {
                RunFolder folder = new RunFolder(place, lock, inputs);
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
        return OutputException.using(output, () -> new RunPlace(output, id).rehearse(inputs, initial));
    }

    private void prepare() throws IOException {
        place.requireSame(inputs);
        if (!Files.exists(path.resolve(Begun.FILE))) { // new, or left before it had begun
            Files.createDirectories(path);
            write(Begun.FILE, HashedJson.pretty(Begun.with(inputs)));
        }
        if (path.equals(place.done())
                && !path.equals(place.unfinished())
                && !isDone()) { // stopped between the two acts of the commit
            Files.createFile(place.success());
        }
    }

    /** Whether the run is complete. */
    public boolean isDone() {
        return Files.exists(place.success());
    }

    @Override
    public Checkpoint resume(OptimizerState initial, Consumer<String> damaged) {
        return OutputException.using(path, () -> {
            Checkpoint found = checkpoints().latest(initial, damaged);
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

    @Override
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

    @Override
    public List<StepRecord> steps() {
        return lines.steps().all();
    }

    @Override
    public List<EpochRecord> epochs() {
        return lines.epochs().all();
    }

    @Override
    public List<Verification> verifications() {
        return lines.verifications().all();
    }

    @Override
    public void add(StepRecord step) {
        lines.steps().add(step);
    }

    @Override
    public void add(EpochRecord epoch) {
        lines.epochs().add(epoch);
    }

    @Override
    public void add(Verification verification) {
        lines.verifications().add(verification);
    }

    @Override
    public void add(Checkpoint checkpoint, int kept) {
        OutputException.writing(resolve("checkpoints"), () -> {
            lock.requireHeld();
            lines.save();
            checkpoints().write(checkpoint, kept);
        });
    }

    @Override
    public void addBest(Checkpoint checkpoint) {
        OutputException.writing(resolve("checkpoints"), () -> {
            lock.requireHeld();
            lines.save();
            checkpoints().writeBest(checkpoint);
        });
    }

    @Override
    public Checkpoint best(int step, OptimizerState initial) {
        return OutputException.using(path, () -> checkpoints().best(step, initial));
    }

    @Override
    public String lastCheckpoint(OptimizerState initial) {
        return OutputException.using(path, () -> {
            Checkpoint last = checkpoints().latest(initial, damage -> {});
            return last == null ? "" : "step %,d, in %s".formatted(last.step(), resolve("checkpoints"));
        });
    }

    private Checkpoints checkpoints() {
        return Checkpoints.of(path, inputs);
    }

    @Override
    public void write(SavedModel model) {
        OutputException.writing(resolve("model"), () -> model.write(resolve("model")));
    }

    @Override
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

    @Override
    public Path path() {
        return path;
    }

    @Override
    public void commit() {
        Path done = place.done();
        OutputException.writing(done, () -> {
            lock.requireHeld();
            lines.save();
            lines.close();
            if (!path.equals(done)) {
                path = Files.move(path, done, StandardCopyOption.ATOMIC_MOVE);
                lines = new RunLines(path);
            }
            Files.createFile(place.success());
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
