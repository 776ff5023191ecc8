package io.lockstep.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The spelling of enum values on the screen, in a configuration and on the command line: lower case with hyphens, {@code cross-entropy} for
 * {@code CROSS_ENTROPY}. Parsing accepts hyphens or underscores and any case, so that values written by earlier versions, and the names of
 * other frameworks, are accepted.
 */
public final class Spelling {
    private Spelling() {}

    /** {@code kaiming-fan-in}, {@code cuda-tf32}. */
    public static String of(Enum<?> constant) {
        return of(constant.name());
    }

    /** {@code kaiming_fan_in}: as files have the choices of a network since the first version, so that any version can read them. */
    public static String inFiles(Enum<?> constant) {
        return of(constant).replace('-', '_');
    }

    /** Whether two texts are equal except for their spelling. */
    public static boolean areAlike(String one, String other) {
        return of(one).equals(of(other));
    }

    /** The constant with this name; empty if there is none. */
    public static <E extends Enum<E>> Optional<E> read(String text, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> areAlike(constant.name(), text))
                .findFirst();
    }

    /** All constants, joined by commas. */
    public static String all(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Spelling::of).collect(Collectors.joining(", "));
    }

    private static String of(String text) {
        return text.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
