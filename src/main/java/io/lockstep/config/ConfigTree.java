package io.lockstep.config;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.lockstep.data.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The command line over a file over {@code reference.conf}: one value a key, not yet typed.
 *
 * <p>The keys that exist are those of {@code reference.conf}. Any other becomes a problem.
 */
final class ConfigTree {
    private static final String ROOT = "lockstep";
    private static final String COMMAND_LINE = "command line";
    /** A section with keys that are not ours: what it says goes to Spark. */
    private static final String OPEN = "data.options";

    private final Map<String, ConfigValue> defaults = new TreeMap<>();
    private final Map<String, ConfigValue> values = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /** Throws {@link ConfigException} where the file is not HOCON; whatever else is wrong is in {@link #problems()}. */
    ConfigTree(@Nullable Path file, Map<String, String> overrides) {
        this(file == null ? ConfigFactory.empty() : Hocon.parse(file), String.valueOf(file), overrides);
    }

    /** Of what a file, or what stands for it, has {@code given}. */
    ConfigTree(Config given, String origin, Map<String, String> overrides) {
        Config reference = ConfigFactory.parseResources(ConfigTree.class, "/reference.conf", Hocon.MUST_EXIST)
                .withOnlyPath(ROOT);
        // For substitutions such as ${user.home} only: what the JVM was given must not override a key.
        Config system = ConfigFactory.parseProperties(System.getProperties()).withoutPath(ROOT);
        Config resolved = reference.withFallback(system).resolve().getConfig(ROOT);
        resolved.entrySet().forEach(entry -> defaults.put(entry.getKey(), entry.getValue()));
        defaults.put(OPEN, resolved.getValue(OPEN));

        Config merged = commandLine(overrides)
                .withFallback(given)
                .withFallback(reference)
                .withFallback(system);
        given.root().forEach((name, value) -> checkTopLevel(name, value));
        collect("", requireNonNull(Hocon.resolve(merged).root().get(ROOT)));
        for (String key : defaults.keySet()) {
            if (problems.isEmpty() && !values.containsKey(key)) { // a value in the file, keys on the command line
                String section = section(key);
                overwritten(origin + ", " + section, section, "a value in its place");
            }
        }
    }

    /** The value in effect; absent where a section was overwritten, which is then among the problems. */
    @Nullable
    ConfigValue value(String key) {
        return values.get(key);
    }

    /** The value in {@code reference.conf}. */
    ConfigValue defaultOf(String key) {
        ConfigValue value = defaults.get(key);
        if (value == null) {
            throw new IllegalArgumentException("reference.conf has no key " + key);
        }
        return value;
    }

    /** Notes what is wrong, as {@link ConfigException#problem}; whoever reads the values does so too. */
    void problem(String where, String expected, String found, String remedy) {
        problems.add(ConfigException.problem(where, expected, found, remedy));
    }

    /** What is wrong so far. */
    List<String> problems() {
        return problems;
    }

    private Config commandLine(Map<String, String> overrides) {
        Map<String, ConfigValue> known = new TreeMap<>();
        overrides.forEach((name, text) -> {
            String key = name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : name;
            ConfigValue value = ConfigValueFactory.fromAnyRef(text, COMMAND_LINE);
            if (key.startsWith(OPEN + ".")) {
                known.put(OPEN + "." + ConfigUtil.joinPath(key.substring(OPEN.length() + 1)), value);
            } else if (!defaults.containsKey(key)) {
                unknown(COMMAND_LINE + ", " + key, near(key));
            } else if (known.put(key, value) != null) {
                problem(
                        COMMAND_LINE + ", " + key,
                        "one value",
                        "two, with and without the prefix lockstep.",
                        "Remove one of them.");
            }
        });
        Config tree = ConfigFactory.empty();
        for (Map.Entry<String, ConfigValue> entry : known.entrySet()) {
            tree = tree.withValue(ROOT + "." + entry.getKey(), entry.getValue());
        }
        return tree;
    }

    private void checkTopLevel(String name, ConfigValue value) {
        if (!name.equals(ROOT)) {
            Collection<String> names = new TreeSet<>(List.of(ROOT));
            for (String key : defaults.keySet()) {
                names.add(ROOT + "." + key);
                names.add(ROOT + "." + section(key));
            }
            unknown(Hocon.whereKey(value, name), Nearest.to(name, names));
        }
    }

    /** Walks down to the known keys and keeps their values. */
    private void collect(String path, ConfigValue value) {
        boolean section = path.isEmpty() || defaults.keySet().stream().anyMatch(key -> key.startsWith(path + "."));
        if (path.equals(OPEN) && !(value instanceof ConfigObject)) {
            overwritten(Hocon.whereKey(value, path), path, Hocon.text(value));
        } else if (defaults.containsKey(path)) {
            values.put(path, value);
        } else if (value instanceof ConfigObject object && (section || !object.isEmpty())) {
            object.forEach((name, child) -> {
                String element = ConfigUtil.joinPath(name); // in quotes where it has a dot of its own
                collect(path.isEmpty() ? element : path + "." + element, child);
            });
        } else if (section) {
            String name = path.isEmpty() ? ROOT : path;
            overwritten(Hocon.whereKey(value, name), name, Hocon.text(value));
        } else {
            unknown(Hocon.whereKey(value, path), near(path));
        }
    }

    /** The keys of that name, without their section, or else the most similar one. */
    private String near(String key) {
        List<String> sameName = defaults.keySet().stream()
                .filter(known -> known.endsWith("." + key))
                .sorted()
                .toList();
        return sameName.isEmpty() ? Nearest.to(key, defaults.keySet()) : String.join("' or '", sameName);
    }

    private static String section(String key) {
        return key.substring(0, key.indexOf('.'));
    }

    private void overwritten(String where, String section, String found) {
        problem(where, "a section, " + section + " { ... }", found, "Write its keys in braces.");
    }

    private void unknown(String where, String nearest) {
        problem(where, "a key of reference.conf", "an unknown one", "Did you mean '" + nearest + "'?");
    }
}
