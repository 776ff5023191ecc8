package io.lockstep.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a choice is written, on the screen, in a configuration and on the command line: lower case with hyphens, {@code cross-entropy} for
 * {@code CROSS_ENTROPY}. It is read with hyphens or underscores and in any case, so that whatever an earlier version wrote, and whatever
 * another framework calls it, is understood.
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

    /** Whether two texts differ at most in their spelling. */
    public static boolean areAlike(String one, String other) {
        return of(one).equals(of(other));
    }

    /** The constant that is meant; empty where there is none of this name. */
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
