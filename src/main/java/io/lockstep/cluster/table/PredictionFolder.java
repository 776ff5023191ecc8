package io.lockstep.cluster.table;

import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.cluster.table.source.SourcePath;
import io.lockstep.data.HeldLock;
import io.lockstep.data.Storage;
import io.lockstep.hadoop.HadoopSettings;
import io.lockstep.hadoop.Locations;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The output folder of predictions, on any file system that Hadoop supports. They are written to {@code DIR.partial}, which
 * is renamed to {@code DIR} when it is complete, including Spark's {@code _SUCCESS}: a reader never sees a part of them. Where the file system
 * does not rename in one act, as an object store, they are written to {@code DIR} at once, and {@code _SUCCESS}, which Spark writes last, alone
 * says that they are complete.
 *
 * <p>What was in {@code DIR} before is kept as {@code DIR.replaced} until the new predictions are in place. Where a process was killed
 * between the two renames, the next one restores it. On an object store it is removed first, its {@code _SUCCESS} before all else. One process at a
 * time writes to {@code DIR}, as far as the file system's {@link HeldLock} goes.
 */
public final class PredictionFolder {
    private static final String PARTIAL = ".partial";
    private static final String SUCCESS = "_SUCCESS";

    private final FileSystem files;
    private final Path done;
    private final Path partial;
    private final Path replaced;
    private final boolean inPlace;
    private final boolean mayReplace;
    private @Nullable HeldLock lock;

    /** Looks at the place on this file system. */
    PredictionFolder(FileSystem files, Path done) throws IOException {
        this.files = files;
        this.done = done;
        inPlace = !Storage.of(Locations.of(files, done)).renamesAtomically();
        partial = inPlace ? done : done.suffix(PARTIAL);
        replaced = done.suffix(".replaced");
        HeldLock.requireFree(lockFile(), this::underWay);
        mayReplace = there() != null; // callers that must not overwrite have checked exists()
    }

    /**
     * Checks the output folder without changing anything.
     *
     * @throws ResourceException if it cannot be reached, or another process writes to it
     */
    public static PredictionFolder at(String folder) {
        return using(folder, () -> {
            Path path = SourcePath.of("--out", folder);
            FileSystem files = path.getFileSystem(HadoopSettings.now());
            return new PredictionFolder(files, path.makeQualified(files.getUri(), files.getWorkingDirectory()));
        });
    }

    private java.nio.file.Path lockFile() {
        return Locations.of(files, done.suffix(".lock"));
    }

    private ResourceException underWay(String owner) {
        return new ResourceException("--out: expected a folder that no other process writes to, found " + location()
                + " in progress: " + owner + ". Wait until it ends, or give another folder.");
    }

    /** Whether the folder exists. */
    public boolean exists() {
        return using(location(), () -> there() != null);
    }

    /** The current output: the folder, or the previous output that a killed process had moved aside. */
    private @Nullable Path there() throws IOException {
        if (files.exists(done)) {
            return done;
        }
        return isComplete(replaced) ? replaced : null;
    }

    /** Whether the folder was written by a successful Spark job and contains nothing else, such as a run. */
    public boolean isComplete() {
        return using(location(), () -> {
            Path there = there();
            return there != null && isComplete(there);
        });
    }

    private boolean isComplete(Path folder) throws IOException {
        boolean written = files.exists(new Path(folder, SUCCESS));
        for (FileStatus file : written ? files.listStatus(folder) : new FileStatus[0]) {
            written &= file.getPath().getName().matches("(part-|[._]).*");
        }
        return written;
    }

    /** Whether a table is this folder or lies in it, so that it would be removed with it. */
    public boolean holds(TableFiles table) {
        return (table.location() + "/").startsWith(done + "/");
    }

    /** Where the predictions will be. */
    public String location() {
        return done.toUri().getScheme().equals("file") ? done.toUri().getPath() : done.toString();
    }

    /** Creates an empty folder to write to, in place of the remains of an interrupted attempt. */
    String begin() {
        return using(location(), () -> {
            files.mkdirs(done.getParent());
            lock = HeldLock.take(lockFile(), this::underWay);
            try {
                restore();
                requireReplaceable();
                files.delete(new Path(partial, SUCCESS), false);
                files.delete(partial, true);
                if (!files.mkdirs(partial)) {
                    throw new IOException("the folder cannot be created");
                }
                return partial.toString();
            } catch (IOException | RuntimeException e) {
                release();
                throw e;
            }
        });
    }

    /** Completes the work of a killed process: restores the old predictions, or removes them if the new ones exist. */
    private void restore() throws IOException {
        if (!inPlace && isComplete(replaced)) { // nothing else bears that name, and if it does, it is left alone
            if (files.exists(done)) {
                files.delete(replaced, true);
            } else {
                move(replaced, done);
            }
        }
    }

    /** Checks again, because the folder may have been created or changed since the first check. */
    private void requireReplaceable() throws IOException {
        if (files.exists(done) && !(mayReplace && isComplete(done))) {
            throw new ResourceException(
                    mayReplace
                            ? "--overwrite: expected a folder that predict wrote, files part-... and _SUCCESS, found "
                                    + location() + ", which is not one. Give another folder, or remove it."
                            : "--out: expected a folder that does not exist yet, found " + location()
                                    + ", which was created after the command started. Give another folder, or add --overwrite.");
        }
    }

    /** Commits the complete output, in place of an existing one. Returns the number of files. */
    int commit() {
        return using(location(), () -> {
            int count = 0;
            for (FileStatus file : files.listStatus(partial)) {
                count += file.getPath().getName().startsWith("part-") ? 1 : 0;
            }
            if (lock != null) {
                lock.requireHeld();
            }
            if (!inPlace) {
                replace();
            }
            release();
            return count;
        });
    }

    private void replace() throws IOException {
        requireReplaceable();
        boolean replaces = files.exists(done);
        if (replaces) {
            move(done, replaced);
        }
        boolean moved = false;
        try {
            move(partial, done);
            moved = true;
        } finally {
            if (replaces && !moved) {
                move(replaced, done);
            }
        }
        if (replaces) {
            remove(replaced);
        }
    }

    private void move(Path from, Path to) throws IOException {
        if (files.exists(to)) { // into which Hadoop would move it
            throw new IOException(to + " is in the way of " + from);
        }
        if (!files.rename(from, to)) {
            throw new IOException(from + " cannot be renamed to " + to);
        }
    }

    /** Removes the uncommitted output; what cannot be removed stays as {@code DIR.partial}. */
    void abandon() {
        remove(partial);
        release();
    }

    private void remove(Path folder) {
        try {
            files.delete(folder, true);
        } catch (IOException e) {
            return; // the next predict removes it; here nothing depends on it
        }
    }

    private void release() {
        try {
            if (lock != null) {
                lock.close(true);
            }
        } catch (IOException e) {
            return; // the operating system releases it with the process
        } finally {
            lock = null;
        }
    }

    private static String reason(Exception e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
    }

    private interface Using<T> {
        T run() throws IOException;
    }

    private static <T> T using(String folder, Using<T> action) {
        try {
            return action.run();
        } catch (ResourceException e) {
            throw e;
        } catch (IOException
                | RuntimeException e) { // the latter of a name that no path has, or of a class that is missing
            throw new ResourceException(
                    "--out: expected a writable path, found " + folder + ": " + reason(e)
                            + ". Free disk space or grant write permission there, or give another folder.",
                    e);
        }
    }
}
