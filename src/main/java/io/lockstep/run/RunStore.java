package io.lockstep.run;

import io.lockstep.check.Verification;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.RunRecord;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.StepRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a run keeps while it goes on, and what it leaves: in a folder, from which it can be resumed, or in memory. */
public sealed interface RunStore permits RunFolder, RunMemory {

    /** Where it is now; null in memory, which leaves nothing to resume from. */
    @Nullable
    Path path();

    /**
     * The state to resume from: the last checkpoint whose steps are recorded, or else the initial state. Records of later
     * steps are removed: those steps will be taken again.
     *
     * @param initial the state before the first step
     * @param damaged is told of each checkpoint that cannot be used
     * @throws io.lockstep.config.ConfigException if a checkpoint was written with different data, a different configuration or a different build
     */
    Checkpoint resume(OptimizerState initial, Consumer<String> damaged);

    /**
     * Stores a value when a run starts, for the attempts that resume it.
     *
     * @param name of the file
     * @return the stored value; {@code now} if there is none, or if the run starts over
     */
    <T> T noted(String name, Checkpoint begin, T now, Class<T> type);

    /** The steps recorded so far. */
    List<StepRecord> steps();

    /** The evaluations recorded so far. */
    List<EpochRecord> epochs();

    /** The verifications recorded so far. */
    List<Verification> verifications();

    /** Records a step. */
    void add(StepRecord step);

    /** Records an evaluation. */
    void add(EpochRecord epoch);

    /** Records a verification. */
    void add(Verification verification);

    /**
     * Keeps a checkpoint: a run that ends before its last step resumes from it.
     *
     * @param kept number of latest checkpoints to keep
     */
    void add(Checkpoint checkpoint, int kept);

    /** Keeps the best state so far. */
    void addBest(Checkpoint checkpoint);

    /**
     * The best state, kept after this step.
     *
     * @throws io.lockstep.data.DataException if it is missing or damaged
     */
    Checkpoint best(int step, OptimizerState initial);

    /** The checkpoint from which a failed run would resume, for the error message; empty if it would start over. */
    String lastCheckpoint(OptimizerState initial);

    /** Keeps the trained model. */
    void write(SavedModel model);

    /** Keeps the record, also of a failed run. */
    void write(RunRecord record);

    /** Commits the successful run. */
    void commit();
}
