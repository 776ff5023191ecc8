package io.lockstep.cluster.table;

import io.lockstep.data.DataException;
import io.lockstep.data.LocalPath;
import io.lockstep.hadoop.HadoopSettings;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A file, or a folder of files, on any file system that Hadoop supports, recognised as a table by the files' names.
 *
 * @param location with its file system
 * @param format of all its files
 */
public record TableFiles(String location, TableFormat format) {
    private static final String TABLES =
            "A table is a file or a folder of files that end in .parquet, .csv, .json or .orc,"
                    + " the text ones also compressed (.csv.gz).";

    /** For messages: a local file by its path alone. */
    @Override
    public String toString() {
        return shown(location);
    }

    /** As Hadoop has it, which takes what a {@code file:} URI escapes for the name itself. */
    static Path path(String where, String text) {
        return LocalPath.isFile(text)
                ? new Path("file", "", LocalPath.of(where, text).toString())
                : new Path(text);
    }

    /** A location for messages. */
    static String shown(String location) {
        return location.replaceFirst("^file:(//)?(?=/)", "");
    }

    /**
     * Inspects a source; needs no Spark. Empty if it is not a table but may be another dataset.
     *
     * @throws DataException if it is named as a table but is not one, or it has files of several formats
     */
    public static Optional<TableFiles> find(String source) {
        try {
            Path path = path("--data", source);
            FileSystem files = path.getFileSystem(HadoopSettings.now());
            Path location = path.makeQualified(files.getUri(), files.getWorkingDirectory());
            boolean named = TableFormat.ofName(path.getName()).isPresent();
            if (!files.exists(location)) {
                if (named) {
                    throw new DataException(shown(location.toString()), "a table", "no such file or folder", TABLES);
                }
                return Optional.empty();
            }
            Optional<TableFormat> format = files.getFileStatus(location).isDirectory()
                    ? inFolder(files, location)
                    : TableFormat.ofName(location.getName());
            if (format.isEmpty() && named) {
                throw new DataException(shown(location.toString()), "a table", "no file of these types", TABLES);
            }
            return format.map(found -> new TableFiles(location.toString(), found));
        } catch (IOException | IllegalArgumentException e) { // the latter of a name that no path has
            throw new DataException(source, "a readable path", String.valueOf(e.getMessage()), TABLES, e);
        }
    }

    /** The common format of the files that Spark would read; empty if none of them is a table. */
    private static Optional<TableFormat> inFolder(FileSystem files, Path folder) throws IOException {
        Optional<TableFormat> common = Optional.empty();
        String other = "";
        RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
        while (all.hasNext()) {
            String name =
                    folder.toUri().relativize(all.next().getPath().toUri()).getPath();
            Optional<TableFormat> format = TableFormat.ofName(name);
            if (isHidden(name)) {
                continue;
            }
            if (format.isEmpty() || (common.isPresent() && !format.equals(common))) {
                other = name;
            }
            common = common.or(() -> format);
        }
        if (common.isPresent() && !other.isEmpty()) {
            throw new DataException(
                    shown(folder.toString()),
                    "files of one format, as " + common.get(),
                    other + " as well",
                    "Name the files that are meant, or move the others out of the folder.");
        }
        return common;
    }

    /** Whether Spark ignores the file: {@code _SUCCESS}, {@code .part-0.crc}. */
    private static boolean isHidden(String path) {
        for (String part : path.split("/", -1)) {
            if (part.startsWith(".") || (part.startsWith("_") && !part.contains("="))) {
                return true;
            }
        }
        return false;
    }
}
