package io.lockstep.hadoop;

import io.lockstep.data.Location;
import java.nio.file.Path;

/**
 * A path on a Hadoop file system, for an executor: it connects with its own settings, which Spark has brought there.
 *
 * @param uri all of it
 * @param shown as {@link HadoopPath} shows it, without secrets
 */
record HadoopLocation(String uri, String shown) implements Location {
    private static final long serialVersionUID = 1L;

    @Override
    public Path path() {
        return Locations.of("path", uri);
    }

    @Override
    public String toString() {
        return shown;
    }
}
