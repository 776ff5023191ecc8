package io.lockstep.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Commands as they are typed, with Spark in this JVM, and what they print. */
abstract class CommandFixture {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    /** Gives the exit code. */
    int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return SparkProperties.with(
                () -> CommandLines.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments));
    }
}
