package io.lockstep.cli;

import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.data.LocalPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options with which every command takes its configuration. */
final class ConfigOptions {
    /** How a file's content stands in for its name where the driver cannot see it: submit/ does so in cluster mode. */
    private static final String CONTENT = "data:;base64,";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Reads the configuration from a HOCON file; reference.conf documents every key.")
    private @Nullable String file;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            mapFallbackValue = "",
            description = "Sets one key and takes precedence over the file, as in -D train.steps=10.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** The overrides over the file over the defaults. */
    RunConfig load() {
        return load(Map.of());
    }

    /** The overrides over these values over the file. */
    RunConfig loadOver(Map<String, String> values) {
        Map<String, String> flags = new LinkedHashMap<>(values);
        overrides.keySet().forEach(key -> flags.remove(key.replaceFirst("^lockstep\\.", "")));
        return load(flags);
    }

    /** The same with what a command's own options set over all of it. */
    RunConfig load(Map<String, String> flags) {
        Map<String, String> overrides = new LinkedHashMap<>(this.overrides);
        overrides.putAll(flags);
        if (file != null && file.startsWith(CONTENT)) {
            byte[] text = Base64.getDecoder().decode(file.substring(CONTENT.length()));
            return RunConfig.parse(new String(text, StandardCharsets.UTF_8), overrides);
        }
        return RunConfig.load(file == null ? null : path(file), overrides);
    }

    private static Path path(String file) {
        try {
            return LocalPath.of("--config", file);
        } catch (DataException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }
}
