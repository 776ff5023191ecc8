package io.lockstep.config;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A configuration that cannot be used: everything that is wrong with it, each with its place and what to do. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** One problem, in a sentence that says where, what was expected, what was found and what to do. */
    public ConfigException(String problem) {
        super(problem);
        this.problems = List.of(problem);
    }

    ConfigException(List<Problem> problems) {
        this(problems, null);
    }

    ConfigException(List<Problem> problems, @Nullable Throwable cause) {
        super(problems.stream().map(Problem::toString).collect(joining("\n")), cause);
        this.problems = problems.stream().map(Problem::toString).toList();
    }

    /** One sentence or two for each problem: {@code "where: expected X, found Y. Remedy"}. The message has one a line. */
    public List<String> problems() {
        return problems;
    }
}
