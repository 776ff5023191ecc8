package io.lockstep.run;

import io.lockstep.config.ConfigException;
import io.lockstep.data.HeldLock;
import io.lockstep.data.Storage;
import io.lockstep.train.OptimizerState;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Where a run lies: under {@code <id>.partial} until it is complete and then under {@code <id>}, or, where the file system does not rename in one
 * act, under {@code <id>} from the beginning.
 *
 * @param output parent folder of the runs' folders
 * @param id name of the run
 */
record RunPlace(Path output, String id) {
    private static final String PARTIAL = ".partial";
    private static final String SUCCESS = "_SUCCESS";

    /** Where it is when it is complete. */
    Path done() {
        return output.resolve(id);
    }

    /** Where it is until it is complete. */
    Path unfinished() {
        Path done = done();
        return Storage.of(done).renamesAtomically() ? done.resolveSibling(done.getFileName() + PARTIAL) : done;
    }

    /** Where it is now, or will begin. */
    Path current() {
        return Files.exists(done()) ? done() : unfinished();
    }

    /** Says by its presence that the run is complete. */
    Path success() {
        return done().resolve(SUCCESS);
    }

    /**
     * Locks it.
     *
     * @throws OutputException if another process has locked it
     */
    HeldLock lock() throws IOException {
        return HeldLock.take(lockFile(), this::underWay);
    }

    private Path lockFile() {
        return output.resolve(id + ".lock");
    }

    private OutputException underWay(String owner) {
        return new OutputException("run.id: expected a run that no other process works on, found " + id
                + " in progress: " + owner + ". Wait until it ends, or choose another id.");
    }

    /**
     * Checks that what is there, if anything, is a run with these inputs.
     *
     * @throws ConfigException if it is not
     */
    void requireSame(RunInputs inputs) throws IOException {
        Begun.requireSame(current(), inputs, current().equals(unfinished()));
    }

    /** As {@link RunFolder#rehearse}. */
    String rehearse(RunInputs inputs, Supplier<OptimizerState> initial) throws IOException {
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
        HeldLock.requireFree(lockFile(), this::underWay);
        requireSame(inputs);
        if (Files.exists(success()) || (Files.exists(done()) && !done().equals(unfinished()))) {
            return "is already complete; nothing to do";
        }
        Checkpoints checkpoints = Checkpoints.of(unfinished(), inputs);
        Checkpoint checkpoint = checkpoints.areNone() ? null : checkpoints.latest(initial.get(), damage -> {});
        return checkpoint == null ? "would start" : "would resume from step %,d".formatted(checkpoint.step());
    }
}
