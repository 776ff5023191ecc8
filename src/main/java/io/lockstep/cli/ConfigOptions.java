package io.lockstep.cli;

import io.lockstep.config.RunConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options with which every command takes its configuration. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "HOCON file; every key is explained in reference.conf.")
    private @Nullable Path file;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            mapFallbackValue = "",
            description = "Sets one key over the file, as in -D train.steps=10.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** The overrides over the file over the defaults. */
    RunConfig load() {
        return RunConfig.load(file, overrides);
    }
}
