package io.lockstep.hadoop;

import io.lockstep.data.DataException;
import io.lockstep.data.LocalPath;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileSystem;

/** Paths in user input: of this machine, as {@code runs} and {@code file:///data/runs}, or URIs of any file system that Hadoop knows. */
public final class Locations {
    private static final String CORRECT =
            "Correct it, add the file system's jar to Spark (as --packages org.apache.hadoop:hadoop-aws:3.3.4 for s3a), or give HADOOP_CONF_DIR"
                    + " or spark.hadoop.* the file system's settings; a local file of that name is ./";

    private Locations() {}

    /**
     * Parses a path. Nothing is read or written yet; a file system that does not answer is found out later.
     *
     * @param where the option or the key, for the error message
     * @throws DataException if it is no path, or Hadoop has no such file system
     */
    public static Path of(String where, String text) {
        if (LocalPath.is(text)) {
            return LocalPath.of(where, text);
        }
        try {
            org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(text);
            return of(path.getFileSystem(HadoopSettings.now()), path);
        } catch (IOException
                | RuntimeException
                | LinkageError e) { // a class that is missing is wrapped in one of these
            String shown = LocalPath.redacted(text);
            throw new DataException(
                    where,
                    "a path on a file system that Hadoop can open",
                    "%s: %s".formatted(shown, HadoopFailure.reason(e)),
                    CORRECT + shown + ".",
                    e);
        }
    }

    /** A path of Hadoop's as one of {@code java.nio.file}: for a local one, this machine's. */
    public static Path of(FileSystem files, org.apache.hadoop.fs.Path path) {
        String absolute = path.makeQualified(files.getUri(), files.getWorkingDirectory())
                .toUri()
                .getPath();
        return files.getUri().getScheme().equals("file")
                ? Path.of(absolute)
                : HadoopPath.of(new HadoopFileSystem(files), absolute);
    }
}
