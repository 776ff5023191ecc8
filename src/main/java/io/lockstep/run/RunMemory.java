package io.lockstep.run;

import io.lockstep.check.Verification;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.RunRecord;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.StepRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A run that leaves no file: an application takes its result from memory. Of all states only the best is kept, so it begins anew each time. */
public final class RunMemory implements RunStore {
    private final List<StepRecord> steps = new ArrayList<>();
    private final List<EpochRecord> epochs = new ArrayList<>();
    private final List<Verification> verifications = new ArrayList<>();
    private @Nullable Checkpoint best;
    private @Nullable SavedModel model;
    private @Nullable RunRecord record;

    /** The trained model; null before training has ended. */
    public @Nullable SavedModel model() {
        return model;
    }

    /** The run's record, also that of a failed run; null before the run has ended. */
    public @Nullable RunRecord record() {
        return record;
    }

    @Override
    public @Nullable Path path() {
        return null;
    }

    @Override
    public Checkpoint resume(OptimizerState initial, Consumer<String> damaged) {
        steps.clear();
        epochs.clear();
        verifications.clear();
        best = null;
        return new Checkpoint(initial);
    }

    @Override
    public <T> T noted(String name, Checkpoint begin, T now, Class<T> type) {
        return now;
    }

    @Override
    public List<StepRecord> steps() {
        return List.copyOf(steps);
    }

    @Override
    public List<EpochRecord> epochs() {
        return List.copyOf(epochs);
    }

    @Override
    public List<Verification> verifications() {
        return List.copyOf(verifications);
    }

    @Override
    public void add(StepRecord step) {
        steps.add(step);
    }

    @Override
    public void add(EpochRecord epoch) {
        epochs.add(epoch);
    }

    @Override
    public void add(Verification verification) {
        verifications.add(verification);
    }

    @Override
    public void add(Checkpoint checkpoint, int kept) {}

    @Override
    public void addBest(Checkpoint checkpoint) {
        best = checkpoint;
    }

    @Override
    public Checkpoint best(int step, OptimizerState initial) {
        if (best == null || best.step() != step) {
            throw new IllegalStateException("no state of step " + step + " was kept as the best");
        }
        return best;
    }

    @Override
    public String lastCheckpoint(OptimizerState initial) {
        return "";
    }

    @Override
    public void write(SavedModel trained) {
        model = trained;
    }

    @Override
    public void write(RunRecord ended) {
        record = ended;
    }

    @Override
    public void commit() {}
}
