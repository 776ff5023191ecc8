package io.lockstep.cluster.table;

import io.lockstep.cluster.table.source.FoundFiles;
import io.lockstep.cluster.table.source.SourcePath;
import io.lockstep.cluster.table.source.TableFormat;
import io.lockstep.data.DataException;
import java.util.Optional;

/**
 * A file, or a folder of files, on any file system that Hadoop supports, recognised as a table by the files' names.
 *
 * @param location with its file system
 * @param format of all its files
 */
public record TableFiles(String location, TableFormat format) {

    /** For messages: a local file by its path alone. */
    @Override
    public String toString() {
        return SourcePath.shown(location);
    }

    /**
     * Inspects a source; needs no Spark. Empty if it is not a table but may be another dataset.
     *
     * @throws DataException if it is named as a table but is not one, or it has files of several formats
     */
    public static Optional<TableFiles> find(String source) {
        return FoundFiles.find(source, Optional.empty()).map(found -> new TableFiles(found.location(), found.format()));
    }
}
