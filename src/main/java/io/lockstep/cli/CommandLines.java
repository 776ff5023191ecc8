package io.lockstep.cli;

import io.lockstep.check.Opinion;
import io.lockstep.cluster.table.PredictionFormat;
import io.lockstep.data.SplitName;
import io.lockstep.job.Verdict;
import io.lockstep.network.Activation;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.report.Environment;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** All commands, how their failures look, and how they end. */
@Command(
        name = "lockstep",
        description = "Distributed training on Apache Spark whose gradients can be trusted.",
        subcommands = {
            TrainCommand.class,
            ReproduceCommand.class,
            GradientCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            DataCommand.class,
            DoctorCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = CommandLines.Version.class)
public final class CommandLines {
    private CommandLines() {}

    /** Parses and runs one command line on the process's own output. */
    public static int execute(String... arguments) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // numbers look the same everywhere
        // UTF-8 whatever the locale says: a terminal without it is rarer than a container without LANG
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        return execute(out, err, arguments);
    }

    /** Parses and runs one command line. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        int code = commandLine(out, err).execute(arguments);
        if (out.checkError() && code == ExitCode.OK.code()) {
            err.println("lockstep: " + ExitCode.RESOURCES.word()
                    + ": standard output: expected to be written, found that it cannot. Look where it goes to.");
            return ExitCode.RESOURCES.code();
        }
        return code;
    }

    /** All that is known of the commands. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new CommandLines())
                .setOut(out)
                .setErr(err)
                .registerConverter(SplitName.class, choice(SplitName.values()))
                .registerConverter(Activation.class, choice(Activation.values()))
                .registerConverter(Loss.class, choice(Loss.values()))
                .registerConverter(Initializer.class, choice(Initializer.values()))
                .registerConverter(Kernel.class, choice(Kernel.values()))
                .registerConverter(Opinion.class, choice(Opinion.values()))
                .registerConverter(PredictionFormat.class, choice(PredictionFormat.values()))
                .registerConverter(Progress.class, choice(Progress.values()))
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(CommandLines::misused)
                .setExecutionExceptionHandler(CommandLines::failed);
    }

    /** Choices are written as in the configuration. */
    private static <E extends Enum<E>> ITypeConverter<E> choice(E[] values) {
        return text -> Stream.of(values)
                .filter(value -> value.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("expected one of "
                        + Stream.of(values).map(String::valueOf).collect(Collectors.joining(", ")) + ", found '" + text
                        + "'"));
    }

    private static int misused(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("lockstep: " + ExitCode.USAGE.word() + ": " + e.getMessage());
        err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE.code();
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        Throwable cause = Verdict.cause(e);
        ExitCode code = ExitCode.of(Verdict.of(cause));
        LoggerFactory.getLogger(CommandLines.class).info("failed", e);
        command.getErr().println("lockstep: " + code.word() + ": " + Verdict.message(cause));
        if (code == ExitCode.INTERNAL) {
            e.printStackTrace(command.getErr());
        }
        return code.code();
    }

    /** Version and revision, from the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Environment environment = Environment.detect();
            return new String[] {"Lockstep " + environment.build()};
        }
    }
}
