package io.lockstep.run;

import static java.util.stream.Collectors.joining;

import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataCard;
import io.lockstep.data.DataException;
import io.lockstep.data.LocalPath;
import io.lockstep.pass.device.Backend;
import io.lockstep.report.Environment;
import io.lockstep.report.HashedJson;
import io.lockstep.report.Reproduction.Difference;
import io.lockstep.report.RunRecord;
import io.lockstep.train.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@code run.json} that is needed to reproduce the run. The components are {@link RunRecord}'s; other fields are not read, so
 * that records of other builds can be.
 */
public record RecordedRun(
        int schemaVersion,
        String runId,
        String startedAt,
        String verdict,
        SortedMap<String, String> config,
        DataCard trainData,
        @Nullable String initialParametersSha256,
        RunRecord.Layout layout,
        Environment environment,
        Backend backend,
        List<StepRecord> steps) {

    /** Options of Spark's reader: their names are Spark's. */
    private static final String OPTIONS = "data.options.";

    private static final String INITIAL_MODEL = "train.initial-model";
    /** Stands for a secret. */
    private static final String SECRET = "***";

    private static final String RESTORE = "Restore it from a backup, or run the training again.";

    /** Read first: the format of the rest depends on it. */
    record Version(int schemaVersion) {
        boolean isKnown() {
            return 1 <= schemaVersion && schemaVersion <= RunRecord.SCHEMA_VERSION;
        }

        /** Whether another build wrote it; a later format is refused for its version. */
        boolean isWithoutHash() {
            return !isKnown() || schemaVersion < 3;
        }
    }

    /** The path of the record in a run's folder. */
    public static Path file(Path folder) {
        return folder.resolve("run.json");
    }

    /**
     * Reads the record of a run that ended, successfully or not.
     *
     * @throws DataException if there is none, it is damaged or of an unknown version, or it has no steps
     */
    public static RecordedRun read(Path folder) {
        Path file = file(folder);
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file.toString(),
                    "the record of a run",
                    Files.isDirectory(folder) ? "none" : "no such folder",
                    "Give the folder that train wrote, <id> or <id>.partial in run.output; the record is written when the run ends.");
        }
        try {
            requireKnown(file, HashedJson.read(file, Version.class, Version::isWithoutHash, RESTORE));
            RecordedRun run = HashedJson.read(file, RecordedRun.class, record -> !record.hasHash(), RESTORE);
            run.requireWhole(file);
            return run;
        } catch (IOException e) {
            throw new DataException(file.toString(), "a readable record", e.toString(), RESTORE, e);
        }
    }

    private static void requireKnown(Path file, Version version) {
        if (!version.isKnown()) {
            throw new DataException(
                    file + ", schemaVersion",
                    "1 .. " + RunRecord.SCHEMA_VERSION,
                    Integer.toString(version.schemaVersion()),
                    "Use the Lockstep version that wrote it, or a newer one.");
        }
    }

    /** Whether it contains a hash; records of earlier builds do not. */
    public boolean hasHash() {
        return !new Version(schemaVersion).isWithoutHash();
    }

    private void requireWhole(Path file) {
        if (Stream.of(runId, startedAt, verdict, config, trainData, environment, steps)
                .anyMatch(Objects::isNull)) {
            throw damaged(file, "one without its id, configuration, data, machine or steps");
        }
        requireExact(file);
        if (steps.isEmpty()) {
            throw new DataException(
                    file + ", steps", "at least one step", "none", "A run that took no step has nothing to compare.");
        }
        if (layout == null || backend == null || trainData.hashes().isEmpty()) {
            throw damaged(file, "one without its layout, its backend or the hashes of its data");
        }
        for (int i = 0; i < steps.size(); i++) {
            StepRecord step = steps.get(i);
            if (step == null || step.step() != i + 1 || step.parametersSha256() == null) {
                throw damaged(file, "one without step " + (i + 1) + " in its place, or without its digest");
            }
        }
    }

    private void requireExact(Path file) {
        String sync = config.getOrDefault("train.sync", "every-step");
        if (sync.startsWith("local")) {
            throw new DataException(
                    file + ", train.sync",
                    "every-step",
                    sync,
                    "Local steps depend on the number of partitions: train again with the same number, and compare.");
        }
    }

    private static DataException damaged(Path file, String found) {
        return new DataException(file.toString(), "a complete record", found, RESTORE);
    }

    /** The configuration that reproduces the result here, from the recorded source. */
    public RunConfig configuration() {
        return configuration(reading());
    }

    /** How the recorded source is read: its format and the options of Spark's reader, by key. */
    public SortedMap<String, String> reading() {
        SortedMap<String, String> reading = new TreeMap<>(config);
        reading.keySet().removeIf(key -> !key.equals("data.format") && !key.startsWith(OPTIONS));
        return reading;
    }

    /**
     * The configuration that reproduces the result here; paths and cluster settings are those of this machine.
     *
     * @param reading how the source is read: data.format and data.options.*
     * @throws DataException if this build does not know a key or a value
     * @throws ConfigException if a value is a secret, which a record does not have
     */
    public RunConfig configuration(Map<String, String> reading) {
        reading.forEach((key, value) -> {
            if (value.contains(SECRET)) {
                throw new ConfigException(
                        "%s: expected its value, found %s, because a record has no secrets. Add -D %s=VALUE."
                                .formatted(key, value, key));
            }
        });
        Set<String> unknown = new TreeSet<>(config.keySet());
        unknown.removeAll(RunConfig.load(null, Map.of()).effective().keySet());
        unknown.removeIf(key -> key.startsWith(OPTIONS));
        if (!unknown.isEmpty()) {
            throw notKnown("keys that this build knows", String.join(", ", unknown));
        }
        String cache = config.getOrDefault("data.cache", "");
        try {
            Map<String, String> here = new TreeMap<>(reading);
            if (!cache.isEmpty() && Files.isDirectory(LocalPath.of("data.cache", cache))) {
                here.put("data.cache", cache);
            }
            String initial = config.getOrDefault(INITIAL_MODEL, "");
            if (!initial.isEmpty()) {
                here.putIfAbsent(INITIAL_MODEL, initial);
            }
            return RunConfig.again(config, here);
        } catch (ConfigException e) {
            String problems = String.valueOf(e.getMessage());
            throw notKnown(
                    "values that this build knows",
                    config.entrySet().stream()
                            .filter(value -> problems.contains(", " + value.getKey() + ": "))
                            .map(value -> value.getKey() + " = " + value.getValue())
                            .collect(joining(", ")));
        }
    }

    /**
     * Checks the model that the steps are to be taken again from.
     *
     * @param initial null where there is none
     * @throws ConfigException if there is none, and the run began with one
     * @throws DataException if it is not the one that the run began with
     */
    public void requireBegunWith(@Nullable SavedModel initial) {
        String found = initial == null ? null : initial.card().parametersSha256();
        if (Objects.equals(initialParametersSha256, found)) {
            return;
        }
        String remedy = "Name the folder of that model with -D train.initial-model=FOLDER.";
        if (found == null) {
            throw new ConfigException(
                    "train.initial-model: expected the model that the run began with, with parameters of the hash %s, found none. %s"
                            .formatted(initialParametersSha256, remedy));
        }
        throw new DataException(
                "train.initial-model",
                initialParametersSha256 == null
                        ? "none, because the seed drew the parameters of the run"
                        : "the model that the run began with, with parameters of the hash " + initialParametersSha256,
                "parameters of the hash " + found,
                initialParametersSha256 == null ? "Remove it." : remedy);
    }

    private DataException notKnown(String expected, String found) {
        return new DataException(
                "run.json of " + runId + ", config",
                expected,
                found,
                "Use the Lockstep version that recorded it, " + environment.build() + ".");
    }

    /**
     * The source of the data.
     *
     * @throws ConfigException if the record does not say, because there is a secret in it
     */
    public String source() {
        String source = config.getOrDefault("data.source", "auto");
        if (source.contains(SECRET)) {
            throw new ConfigException("--data: expected the source of the run's data, found a record that has it"
                    + " without its secrets: " + source + ". Name it with --data.");
        }
        return source;
    }

    /** The differences between this data and the run's. */
    public List<Difference> differences(DataCard here) {
        List<Difference> differences = new ArrayList<>();
        add(differences, "rows", Long.toString(trainData.rows()), Long.toString(here.rows()));
        SortedSet<String> hashed = new TreeSet<>(trainData.hashes().keySet());
        hashed.addAll(here.hashes().keySet());
        for (String of : hashed) {
            add(
                    differences,
                    of,
                    trainData.hashes().getOrDefault(of, "none"),
                    here.hashes().getOrDefault(of, "none"));
        }
        return differences;
    }

    /** The differences between this machine's backend and the run's: results are then expected to differ in some bits. */
    public List<Difference> differences(Backend here) {
        List<Difference> differences = new ArrayList<>();
        if (backend.isJava() && here.isJava()) {
            return differences; // the same bits on every processor
        }
        if (backend.isJava() || here.isJava()) {
            add(differences, "backend", backend.describe(), here.describe());
            return differences;
        }
        add(differences, "device", backend.device(), here.device());
        add(differences, "core type", backend.coreType(), here.coreType());
        add(differences, "BLAS", backend.blas(), here.blas());
        add(differences, "ND4J", backend.nd4j(), here.nd4j());
        return differences;
    }

    /** The difference in the Lockstep build, if there is one. */
    public @Nullable Difference difference(Environment here) {
        List<Difference> differences = new ArrayList<>();
        add(differences, "Lockstep", environment.build(), here.build());
        return differences.isEmpty() ? null : differences.get(0);
    }

    private static void add(List<Difference> differences, String what, String recorded, String here) {
        if (!Objects.equals(recorded, here)) {
            differences.add(new Difference(what, recorded, here));
        }
    }
}
