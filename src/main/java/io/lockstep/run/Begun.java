package io.lockstep.run;

import io.lockstep.config.ConfigException;
import io.lockstep.data.DataException;
import io.lockstep.data.Storage;
import io.lockstep.report.HashedJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * {@code inputs.json}, the first file of a run's folder: with other inputs the run is not resumed.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION} when it was written; 0 by an earlier build, which wrote no hash either
 * @param values of the {@link RunInputs}
 */
record Begun(int schemaVersion, SortedMap<String, String> values) {
    static final String FILE = "inputs.json";
    private static final int SCHEMA_VERSION = 2;

    /** Of a run that begins. */
    static Begun with(RunInputs inputs) {
        return new Begun(SCHEMA_VERSION, inputs.values());
    }

    private static Begun read(Path file) throws IOException {
        String remedy = "Restore it from a backup, or choose another run.id.";
        Begun begun = HashedJson.read(file, Begun.class, read -> read.schemaVersion < SCHEMA_VERSION, remedy);
        if (begun.values == null) {
            throw new DataException(file.toString(), "the inputs of a run", "none", remedy);
        }
        return begun;
    }

    /**
     * Checks that a folder, if it is there, is that of a run with these inputs.
     *
     * @param unfinished whether it is where a run is until it is complete: one may have ended there before it wrote its inputs
     * @throws ConfigException if it is not
     */
    static void requireSame(Path folder, RunInputs inputs, boolean unfinished) throws IOException {
        if (!Files.exists(folder.resolve(FILE))) {
            boolean leftBefore = unfinished && (Storage.of(folder).renamesAtomically() || isEmpty(folder));
            if (Files.exists(folder) && !leftBefore) {
                throw new ConfigException("run.id: expected the id of a run, found the folder " + folder
                        + ", which is not a run: it has no inputs.json. Choose another id, or remove that folder.");
            }
            return;
        }
        List<String> differences =
                inputs.differences(new RunInputs(read(folder.resolve(FILE)).values()));
        if (!differences.isEmpty()) {
            throw new ConfigException(
                    "run.id: expected the inputs that " + folder + " was started with, found different ones: "
                            + String.join("; ", differences) + ". Choose another id, or remove that folder.");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
