package io.lockstep.cluster.table;

import io.lockstep.cluster.executor.ResourceException;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Where predictions go, on any file system that Hadoop knows. They are written to {@code DIR.partial}, which becomes {@code DIR} when
 * all of it is there, Spark's {@code _SUCCESS} as well: a reader never sees half of them. (An object store has no rename; there
 * {@code _SUCCESS} alone says that all is there, if the other files are not to be taken for it.)
 */
public final class PredictionFolder {
    private static final String PARTIAL = ".partial";
    private static final String SUCCESS = "_SUCCESS";

    private final FileSystem files;
    private final Path done;
    private final Path partial;

    private PredictionFolder(FileSystem files, Path done) {
        this.files = files;
        this.done = done;
        partial = done.suffix(PARTIAL);
    }

    /**
     * Looks at the place, and touches nothing.
     *
     * @throws ResourceException if it cannot be reached
     */
    public static PredictionFolder at(String folder) {
        return using(folder, () -> {
            Path path = new Path(folder);
            FileSystem files = path.getFileSystem(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
            return new PredictionFolder(files, path.makeQualified(files.getUri(), files.getWorkingDirectory()));
        });
    }

    /** Whether something is there already. */
    public boolean exists() {
        return using(location(), () -> files.exists(done));
    }

    /** Whether what is there was written by a job of Spark's that ended well, and is nothing else besides: no run, say. */
    public boolean isComplete() {
        return using(location(), () -> {
            boolean written = files.exists(new Path(done, SUCCESS));
            for (FileStatus file : written ? files.listStatus(done) : new FileStatus[0]) {
                written &= file.getPath().getName().matches("(part-|[._]).*");
            }
            return written;
        });
    }

    /** Whether a file or folder is this one or lies in it, so that it would be gone with it. */
    public boolean holds(TableFiles table) {
        return (table.location() + "/").startsWith(done + "/");
    }

    /** Where the predictions will be. */
    public String location() {
        return done.toUri().getScheme().equals("file") ? done.toUri().getPath() : done.toString();
    }

    /** Makes an empty place to write to, in place of what an attempt that was ended has left there. */
    String begin() {
        return using(location(), () -> {
            files.delete(partial, true);
            if (!files.mkdirs(partial)) {
                throw new IOException("the folder cannot be made");
            }
            return partial.toString();
        });
    }

    /** All is written: it takes the place of what may have been there. How many files it is. */
    int commit() {
        return using(location(), () -> {
            int count = 0;
            for (FileStatus file : files.listStatus(partial)) {
                count += file.getPath().getName().startsWith("part-") ? 1 : 0;
            }
            files.delete(done, true);
            if (!files.rename(partial, done)) {
                throw new IOException(partial + " cannot be renamed");
            }
            return count;
        });
    }

    /** Takes back what was written; what cannot be stays as {@code DIR.partial}. */
    void abandon() {
        try {
            files.delete(partial, true);
        } catch (IOException e) {
            return; // there is a failure on its way already, which says more
        }
    }

    private interface Using<T> {
        T run() throws IOException;
    }

    private static <T> T using(String folder, Using<T> action) {
        try {
            return action.run();
        } catch (IOException | IllegalArgumentException e) { // the latter of a name that no path has
            throw new ResourceException(
                    "--out: expected a place that can be written, found " + folder + ": " + e.getMessage()
                            + ". Make room or give the right to write there, or name another folder.",
                    e);
        }
    }
}
