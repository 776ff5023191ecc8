package io.lockstep.run;

import io.lockstep.data.DataException;
import io.lockstep.data.WholeFile;
import io.lockstep.network.Architecture;
import io.lockstep.network.ParameterFiles;
import io.lockstep.network.Parameters;
import io.lockstep.report.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters after some of a run's steps, each a folder {@code step-<number>} that appears whole. The last two are kept:
 * should the newer one be damaged, there is the one before.
 */
final class Checkpoints {
    private static final int KEPT = 2;
    private static final String ASIDE = ".part";

    private final Path folder;

    Checkpoints(Path folder) {
        this.folder = folder;
    }

    /**
     * What is written beside the parameters, to recognise damage.
     *
     * @param step the last one that was taken
     * @param parametersSha256 as in the step's record
     */
    record Summary(int step, String parametersSha256) {}

    /** Writes aside, renames, and removes what is older than the one before. */
    void write(Checkpoint checkpoint) throws IOException {
        Path whole = folder.resolve("step-%08d".formatted(checkpoint.step()));
        Path aside = folder.resolve(whole.getFileName() + ASIDE);
        remove(aside);
        ParameterFiles.write(checkpoint.parameters(), aside);
        Summary summary = new Summary(checkpoint.step(), checkpoint.parameters().sha256());
        WholeFile.write(aside.resolve("checkpoint.json"), Json.pretty(summary).getBytes(StandardCharsets.UTF_8));
        remove(whole); // a damaged one
        Files.move(aside, whole, StandardCopyOption.ATOMIC_MOVE);
        List<Path> newestFirst = newestFirst();
        for (Path old : newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
            remove(old);
        }
    }

    /** The newest that is whole; those that are not are told to {@code damaged}, a sentence each. */
    @Nullable
    Checkpoint latest(Architecture architecture, Consumer<String> damaged) throws IOException {
        for (Path candidate : newestFirst()) {
            try {
                return read(candidate, architecture);
            } catch (DataException e) {
                damaged.accept(e.getMessage());
            }
        }
        return null;
    }

    private static Checkpoint read(Path folder, Architecture architecture) throws IOException {
        Path file = folder.resolve("checkpoint.json");
        Summary summary = Json.read(file, Summary.class, "Remove its folder.");
        Parameters parameters = ParameterFiles.read(folder, architecture);
        if (!parameters.sha256().equals(summary.parametersSha256())) {
            throw new DataException(
                    folder.toString(),
                    "parameters with the hash " + summary.parametersSha256(),
                    parameters.sha256(),
                    "The checkpoint is damaged; the one before is taken.");
        }
        return new Checkpoint(summary.step(), parameters);
    }

    private List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> !path.toString().endsWith(ASIDE))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> innermostFirst = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.forEach(path -> innermostFirst.add(0, path));
        }
        for (Path path : innermostFirst) {
            Files.delete(path);
        }
    }
}
