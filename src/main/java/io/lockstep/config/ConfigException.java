package io.lockstep.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A configuration that cannot be used: every problem, with its place and how to fix it. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** One problem, in a sentence that says where, what was expected, what was found and what to do. */
    public ConfigException(String problem) {
        this(List.of(problem), null);
    }

    ConfigException(List<String> problems, @Nullable Throwable cause) {
        super(String.join("\n", problems), cause);
        this.problems = List.copyOf(problems);
    }

    /**
     * One thing that is wrong, in words.
     *
     * @param where the file and line, and the key: {@code "my.conf:12, train.steps"}
     * @param expected what is allowed there
     * @param found what is there
     * @param remedy what the user can do, a full sentence
     */
    public static String problem(String where, String expected, String found, String remedy) {
        return where + ": expected " + expected + ", found " + found + ". " + remedy;
    }

    /** One sentence or two for each problem: {@code "where: expected X, found Y. Remedy"}. The message has one a line. */
    public List<String> problems() {
        return problems;
    }
}
