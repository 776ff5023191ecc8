package io.lockstep.cli;

import io.lockstep.check.Opinion;
import io.lockstep.cluster.table.PredictionFormat;
import io.lockstep.data.DataException;
import io.lockstep.data.Spelling;
import io.lockstep.data.SplitName;
import io.lockstep.hadoop.Locations;
import io.lockstep.job.Verdict;
import io.lockstep.network.Activation;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.report.Environment;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
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
        description = "Trains neural networks on Apache Spark, with gradients that are independently verified.",
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
            err.println(
                    "lockstep: " + ExitCode.RESOURCES.word()
                            + ": standard output: expected a destination that can be written, found none. Check where it is redirected to.");
            return ExitCode.RESOURCES.code();
        }
        return code;
    }

    /** All that is known of the commands. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new CommandLines())
                .setOut(out)
                .setErr(err)
                .registerConverter(Path.class, CommandLines::path)
                .registerConverter(SplitName.class, choice(SplitName.class))
                .registerConverter(Activation.class, choice(Activation.class))
                .registerConverter(Loss.class, choice(Loss.class))
                .registerConverter(Initializer.class, choice(Initializer.class))
                .registerConverter(Kernel.class, choice(Kernel.class))
                .registerConverter(Opinion.class, choice(Opinion.class))
                .registerConverter(PredictionFormat.class, choice(PredictionFormat.class))
                .registerConverter(Progress.class, choice(Progress.class))
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(CommandLines::misused)
                .setExecutionExceptionHandler(CommandLines::failed);
    }

    /** Choices are written as in the configuration. */
    private static <E extends Enum<E>> ITypeConverter<E> choice(Class<E> type) {
        return text -> Spelling.read(text, type)
                .orElseThrow(() -> new TypeConversionException(
                        "expected one of " + Spelling.all(type) + ", found '" + text + "'"));
    }

    private static Path path(String text) {
        try {
            return Locations.of("path", text);
        } catch (DataException e) {
            throw new TypeConversionException(e.getMessage());
        }
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
