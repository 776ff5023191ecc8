package io.lockstep.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The library that reads HOCON, with errors in our form. */
final class Hocon {
    static final ConfigParseOptions MUST_EXIST = ConfigParseOptions.defaults().setAllowMissing(false);

    private Hocon() {}

    /** Parses a file; throws {@link ConfigException} if it is missing or not HOCON. */
    static Config parse(Path file) {
        try {
            return ConfigFactory.parseFile(file.toFile(), MUST_EXIST);
        } catch (com.typesafe.config.ConfigException.IO e) {
            String found = Files.isDirectory(file)
                    ? "a folder"
                    : Files.exists(file) ? "one that cannot be read: " + message(e) : "no such file";
            String remedy = "Correct the path, or remove the option to use the defaults.";
            throw refused(file.toString(), "a configuration file", found, remedy, e);
        } catch (com.typesafe.config.ConfigException e) { // its syntax, or that of a file it includes
            String remedy = "Correct the syntax; conf/quickstart.conf is an example.";
            throw refused(where(e.origin(), file.toString()), "HOCON", message(e), remedy, e);
        }
    }

    /** Parses a text; throws {@link ConfigException} if it is not HOCON. */
    static Config parse(String text, String origin) {
        try {
            return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription(origin));
        } catch (com.typesafe.config.ConfigException e) {
            String remedy = "Correct the syntax; conf/quickstart.conf is an example.";
            throw refused(where(e.origin(), origin), "HOCON", message(e), remedy, e);
        }
    }

    /** Puts in what {@code ${...}} stands for, environment variables too; throws {@link ConfigException} if one is unknown. */
    static Config resolve(Config config) {
        try {
            return config.resolve();
        } catch (com.typesafe.config.ConfigException e) {
            String expected = "substitutions that have a value";
            String remedy = "Set that name as an environment variable, or write ${?NAME} if it may be missing.";
            throw refused(where(e.origin(), "configuration"), expected, message(e), remedy, e);
        }
    }

    /** {@code "my.conf:12"}. */
    static String where(@Nullable ConfigOrigin origin, String otherwise) {
        if (origin == null) {
            return otherwise;
        }
        String filename = origin.filename();
        return (filename == null ? origin.description() : filename)
                + (origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "");
    }

    /** {@code "my.conf:12, train.steps"}. */
    static String whereKey(ConfigValue value, String key) {
        return where(value.origin(), "configuration") + ", " + key;
    }

    /** The value as in a file, on one line, without secrets. */
    static String text(ConfigValue value) {
        return Secrets.redact(value.render(ConfigRenderOptions.concise()));
    }

    /** The library's message on one line, without its own way to say where. */
    private static String message(com.typesafe.config.ConfigException e) {
        String message = String.valueOf(e.getMessage());
        ConfigOrigin origin = e.origin();
        String prefix = origin == null ? "" : origin.description() + ": ";
        return Secrets.redact(message.startsWith(prefix) ? message.substring(prefix.length()) : message)
                .replaceAll("\\s+", " ");
    }

    private static ConfigException refused(
            String where, String expected, String found, String remedy, Throwable cause) {
        return new ConfigException(List.of(ConfigException.problem(where, expected, found, remedy)), cause);
    }
}
