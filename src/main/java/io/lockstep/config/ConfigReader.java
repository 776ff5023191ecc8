package io.lockstep.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.lockstep.data.DataException;
import io.lockstep.data.LocalPath;
import io.lockstep.data.Spelling;
import io.lockstep.data.table.Categories;
import io.lockstep.data.table.ClassWeight;
import io.lockstep.data.table.Scale;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads typed values and collects what is wrong with them, so that a user hears of everything at once. */
final class ConfigReader {
    private static final String VALUE = "value";

    private final ConfigTree tree;

    ConfigReader(ConfigTree tree) {
        this.tree = tree;
    }

    /** Throws {@link ConfigException} if anything was wrong: only after this call are the values that were read valid. */
    void finish() {
        if (!tree.problems().isEmpty()) {
            throw new ConfigException(tree.problems(), null);
        }
    }

    /** Notes a value that is allowed, but not together with the value of another key. */
    void refuse(boolean refused, String key, String expected, String remedy) {
        ConfigValue value = tree.value(key);
        if (refused && value != null) {
            tree.problem(Hocon.whereKey(value, key), expected, Hocon.text(value), remedy);
        }
    }

    /** Any text but a blank one. */
    String text(String key) {
        return read(key, "a text", config -> require(string(config), text -> !text.isBlank()));
    }

    /** A name that is safe as the name of a folder everywhere, or the empty text. */
    String name(String key) {
        return read(
                key,
                "letters, digits, '.', '-' and '_', the first a letter or digit, at most 100",
                config -> require(string(config), text -> text.matches("([A-Za-z0-9][A-Za-z0-9._-]{0,99})?")));
    }

    Path folder(String key) {
        return read(key, "the path of a local folder", config -> {
            try {
                return LocalPath.of(key, require(string(config), text -> !text.isBlank()));
            } catch (DataException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    long integer(String key) {
        return read(key, "a whole number of 64 bits", config -> whole(string(config)));
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    int count(String key, int min, int max) {
        return read(key, "a whole number, " + min + " .. " + max, config ->
                (int) (long) require(whole(string(config)), n -> min <= n && n <= max));
    }

    /** A number above 0 that neither vanishes nor overflows in single precision. */
    double positive(String key) {
        return read(
                key,
                "a number above 0 and within single precision",
                config -> require(
                        new BigDecimal(string(config)).doubleValue(),
                        x -> (float) (double) x > 0 && Float.isFinite((float) (double) x)));
    }

    /** A finite number of at least 0. */
    double notNegative(String key) {
        return read(
                key,
                "a number of at least 0",
                config -> require(
                        new BigDecimal(string(config)).doubleValue(),
                        x -> x >= 0 && Float.isFinite((float) (double) x)));
    }

    /** A part that is not the whole: a number from 0 to below 1. */
    double shareBelowOne(String key) {
        return read(
                key,
                "a number from 0 to below 1",
                config -> require(new BigDecimal(string(config)).doubleValue(), x -> 0 <= x && x < 1));
    }

    /** The synchronisation mode. */
    Sync sync(String key) {
        return read(key, "every-step, or local:K with a whole number 1 .. 1000000", config -> Sync.of(string(config)));
    }

    /** A part of a whole: a number from 0 to 1, both included. */
    double share(String key) {
        return read(
                key,
                "a share, 0 .. 1",
                config -> require(new BigDecimal(string(config)).doubleValue(), x -> 0 <= x && x <= 1));
    }

    Duration duration(String key, Duration min, Duration max) {
        return read(
                key,
                "a duration with its unit, " + min.toMillis() + "ms .. " + max.toMillis() + "ms",
                config -> require(config.getDuration(VALUE), d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0));
    }

    boolean flag(String key) {
        return read(key, "true or false", config -> config.getBoolean(VALUE));
    }

    /** One of the names of an enum's constants. */
    <E extends Enum<E>> E choice(String key, Class<E> type) {
        return read(key, "one of " + names(type), config -> constant(string(config), type));
    }

    /** Some of the names of an enum's constants, without repeats. */
    <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
        return read(
                key,
                "a list of any of " + names(type),
                config -> strings(config)
                        .map(text -> constant(text, type))
                        .distinct()
                        .toList());
    }

    /** Which steps are checked: a name, or a number of steps. */
    CheckSchedule checkSchedule(String key) {
        return read(
                key,
                "one of " + names(CheckSchedule.Named.class) + ", or a whole number above 0",
                config -> CheckSchedule.of(string(config)));
    }

    /** Sizes joined by {@code -}: at least two, each from 1 to {@code max}; or none, where the text is empty. */
    List<Integer> sizes(String key, int max) {
        return read(key, "at least two sizes joined by '-', each 1 .. " + max + ", or nothing", config -> {
            if (string(config).isBlank()) {
                return List.of();
            }
            List<Integer> sizes = Stream.of(string(config).split("-", -1))
                    .map(size -> (int) (long) require(whole(size.strip()), n -> 1 <= n && n <= max))
                    .toList();
            return require(sizes, list -> list.size() >= 2);
        });
    }

    /** A section's keys and values as texts; a section within it becomes a key with dots. */
    SortedMap<String, String> map(String key) {
        return read(key, "a section with texts, numbers and booleans", config -> {
            SortedMap<String, String> map = new TreeMap<>();
            config.getConfig(VALUE)
                    .entrySet()
                    .forEach(entry -> map.put(
                            String.join(".", ConfigUtil.splitPath(entry.getKey())),
                            String.valueOf(entry.getValue().unwrapped())));
            return map;
        });
    }

    /** Any texts: a list, or one text with commas. */
    List<String> texts(String key) {
        return read(key, "a list of texts", config -> strings(config).toList());
    }

    /** Any text, also an empty one. */
    String anyText(String key) {
        return read(key, "a text", ConfigReader::string);
    }

    /** Sizes of hidden layers joined by {@code -}, each from 1 to {@code max}; none where the text is empty or {@code none}. */
    List<Integer> hidden(String key, int max) {
        return read(key, "sizes joined by '-', each 1 .. " + max + ", or none", config -> {
            String text = string(config).strip();
            return text.isEmpty() || text.equals("none")
                    ? List.of()
                    : Stream.of(text.split("-", -1))
                            .map(size -> (int) (long) require(whole(size.strip()), n -> 1 <= n && n <= max))
                            .toList();
        });
    }

    /** What each class counts. */
    ClassWeight classWeight(String key) {
        return read(key, "none, balanced, or class:weight with commas", config -> {
            try {
                return ClassWeight.parse(string(config));
            } catch (DataException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    /** Which columns are words; a list, or one text with commas. */
    Categories categories(String key) {
        return read(
                key,
                "auto, all, none, or a list of columns",
                config -> Categories.parse(strings(config).collect(Collectors.joining(","))));
    }

    /** How numbers are scaled; empty for {@code auto}. */
    Optional<Scale> scale(String key) {
        return read(
                key,
                "one of auto, " + names(Scale.class),
                config -> string(config).equals("auto")
                        ? Optional.empty()
                        : Optional.of(constant(string(config), Scale.class)));
    }

    /** Whether targets are standardised. */
    boolean targetScale(String key) {
        return read(
                key,
                "standardize or none",
                config -> require(
                                Spelling.read(string(config), Scale.class),
                                scale -> scale.isPresent() && scale.get() != Scale.STANDARDIZE_ALL)
                        .equals(Optional.of(Scale.STANDARDIZE)));
    }

    /** A number must be a fraction above 0 and below 1; any other text names a column or a source. */
    String valid(String key) {
        return read(
                key,
                "a fraction above 0 and below 1, 0 for no validation set, a column, or a source",
                config -> require(
                        string(config),
                        text -> !text.isBlank()
                                && RunConfig.Table.fraction(text)
                                        .filter(fraction -> !(fraction >= 0 && fraction < 1))
                                        .isEmpty()));
    }

    List<URI> urls(String key) {
        return read(
                key,
                "a list of http or https URLs",
                config -> strings(config)
                        .map(text -> require(URI.create(text), url -> url.getHost() != null && isHttp(url.getScheme())))
                        .toList());
    }

    /** Parses the value in effect; where it does not parse, notes the problem and continues with the default. */
    private <T> T read(String key, String expected, Function<Config, T> parse) {
        ConfigValue value = tree.value(key);
        ConfigValue otherwise = tree.defaultOf(key);
        if (value != null) {
            try {
                return parse.apply(value.atKey(VALUE));
            } catch (IllegalArgumentException | ArithmeticException | com.typesafe.config.ConfigException e) {
                String remedy = "Change it, or remove it to use the default, " + Hocon.text(otherwise) + ".";
                tree.problem(Hocon.whereKey(value, key), expected, Hocon.text(value), remedy);
            }
        }
        return parse.apply(otherwise.atKey(VALUE));
    }

    private static <T> T require(T value, Predicate<T> valid) {
        if (!valid.test(value)) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static String string(Config config) {
        return config.getString(VALUE);
    }

    /** A list, or on the command line one text with commas. */
    private static Stream<String> strings(Config config) {
        return config.getValue(VALUE).valueType() == ConfigValueType.LIST
                ? config.getStringList(VALUE).stream()
                : Stream.of(string(config).split(",")).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static long whole(String text) {
        return new BigDecimal(text).longValueExact(); // also 1e6, which is how people write a million
    }

    private static <E extends Enum<E>> E constant(String text, Class<E> type) {
        return Spelling.read(text, type).orElseThrow(IllegalArgumentException::new);
    }

    private static String names(Class<? extends Enum<?>> type) {
        return Spelling.all(type);
    }

    private static boolean isHttp(@Nullable String scheme) {
        return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    }
}
