package io.lockstep.cluster.table.source;

import io.lockstep.data.DataException;
import io.lockstep.data.LocalPath;
import io.lockstep.hadoop.HadoopSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files of a table.
 *
 * @param location of the file or folder, or the pattern, with its file system
 * @param isPattern whether the location is a pattern
 * @param format of all files
 * @param files that are not empty, by their paths
 */
public record FoundFiles(String location, boolean isPattern, TableFormat format, List<Path> files) {
    private static final String TABLES =
            "A table is a file or a folder of files that end in .parquet, .csv, .json, .orc or .libsvm,"
                    + " the text ones also compressed (.csv.gz); for files with other names set data.format.";

    /**
     * Inspects a source; needs no Spark. Empty if it is not a table but may be another dataset.
     *
     * @param named the format that the user named: all files are of it, whatever their names are
     * @throws DataException if it is named as a table but is not one, or has files of several formats
     * @throws UncheckedIOException if its file system does not answer
     */
    public static Optional<FoundFiles> find(String source, Optional<TableFormat> named) {
        return find(HadoopSettings.now(), source, named);
    }

    static Optional<FoundFiles> find(Configuration configuration, String source, Optional<TableFormat> named) {
        try {
            Path path = SourcePath.of("--data", source);
            FileSystem system = path.getFileSystem(configuration);
            Path location = path.makeQualified(system.getUri(), system.getWorkingDirectory());
            boolean isThere = system.exists(location);
            boolean isPattern = !isThere && SourcePath.isPattern(location.toString());
            FileStatus[] roots = isThere
                    ? new FileStatus[] {system.getFileStatus(location)}
                    : isPattern ? system.globStatus(location) : new FileStatus[0];
            boolean mustBeTable = named.isPresent()
                    || isPattern
                    || (!isThere && source.contains("://") && !LocalPath.isFile(source))
                    || TableFormat.ofName(path.getName()).isPresent();
            Listing listing = new Listing(location, named);
            for (FileStatus root : roots == null ? new FileStatus[0] : roots) {
                listing.add(system, root);
            }
            if (listing.common.isEmpty() && mustBeTable) {
                throw new DataException(
                        SourcePath.shown(location.toString()),
                        "a table",
                        roots == null || roots.length == 0 ? "no such file or folder" : "no file of these types",
                        TABLES);
            }
            return listing.common.map(
                    format -> new FoundFiles(location.toString(), isPattern, format, listing.sorted()));
        } catch (IOException
                | RuntimeException e) { // Hadoop throws the latter where a class is missing, and for odd names
            DataException inWords = ReadingFailure.of(source, e);
            if (ReadingFailure.isUnreachable(e)) { // which is no fault of the data: the same command may work later
                throw new UncheckedIOException(inWords.getMessage(), new IOException(e));
            }
            throw inWords;
        }
    }

    /** As Spark takes it: a path is not to be taken for a pattern. */
    String pattern() {
        return isPattern ? location : SourcePath.literal(location);
    }

    /** What Spark would read in some files and folders. */
    private static final class Listing {
        private final Path location;
        private final Optional<TableFormat> named;
        private final List<Path> files = new ArrayList<>();
        private Optional<TableFormat> common = Optional.empty();
        private String stranger = "";

        Listing(Path location, Optional<TableFormat> named) {
            this.location = location;
            this.named = named;
        }

        List<Path> sorted() {
            return files.stream().sorted(Comparator.comparing(Path::toString)).toList();
        }

        void add(FileSystem system, FileStatus root) throws IOException {
            if (root.isFile()) {
                take(root, root.getPath().getName());
            } else {
                requireNoLog(system, root.getPath());
                RemoteIterator<LocatedFileStatus> all = system.listFiles(root.getPath(), true);
                while (all.hasNext()) {
                    LocatedFileStatus file = all.next();
                    take(
                            file,
                            root.getPath()
                                    .toUri()
                                    .relativize(file.getPath().toUri())
                                    .getPath());
                }
            }
            if (common.isPresent() && !stranger.isEmpty()) {
                throw new DataException(
                        SourcePath.shown(location.toString()),
                        "files of one format, as " + common.get(),
                        stranger + " as well",
                        "Name the files that are meant, or move the others out of the folder.");
            }
        }

        private void take(FileStatus file, String name) {
            if (isHidden(name)) {
                return;
            }
            if (named.isEmpty() && name.matches("metadata/[^/]*\\.metadata\\.json")) {
                throw hasLog("iceberg", name);
            }
            Optional<TableFormat> format = named.or(() -> TableFormat.ofName(name));
            if (format.isEmpty() || (common.isPresent() && !format.equals(common))) {
                stranger = name;
            }
            common = common.or(() -> format);
            if (format.isPresent() && file.getLen() > 0) {
                files.add(file.getPath());
            }
        }

        /** Files alone are not these tables: some of them may have been deleted or replaced. */
        private void requireNoLog(FileSystem system, Path folder) throws IOException {
            if (system.exists(new Path(folder, "_delta_log"))) {
                throw hasLog("delta", "_delta_log");
            }
            if (system.exists(new Path(folder, ".hoodie"))) {
                throw hasLog("hudi", ".hoodie");
            }
        }

        private DataException hasLog(String format, String file) {
            return new DataException(
                    SourcePath.shown(location.toString()),
                    "plain files, or the format's name in data.format",
                    "a table of " + format + " (" + file + ")",
                    "Set data.format = " + format + ".");
        }
    }

    /** Whether Spark ignores the file: {@code _SUCCESS}, {@code .part-0.crc}. */
    private static boolean isHidden(String path) {
        return Stream.of(path.split("/", -1))
                .anyMatch(part -> part.startsWith(".") || (part.startsWith("_") && !part.contains("=")));
    }
}
