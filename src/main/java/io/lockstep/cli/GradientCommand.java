package io.lockstep.cli;

import io.lockstep.check.Opinion;
import io.lockstep.check.VerificationException;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.SplitName;
import io.lockstep.job.Connection;
import io.lockstep.job.GradientJob;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import io.lockstep.job.Sources;
import io.lockstep.network.Activation;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.report.Json;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradient}: one forward and backward pass over a split, compared and exported. */
@Command(
        name = "gradient",
        sortOptions = false,
        description =
                "Computes one forward and backward pass over a whole split or table on Spark, compares it with independent"
                        + " checks, and exports it. The exit code is 0 only if all checks agree.")
final class GradientCommand implements Callable<Integer> {
    /** How many examples' input gradients are exported. */
    private static final int INPUT_GRADIENT_ROWS = 1_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SOURCE|TABLE",
            description = "Names the data: " + Sources.HELP + ".")
    @SuppressWarnings("NullAway.Init") // required
    private String source;

    @Option(
            names = "--split",
            defaultValue = "train",
            description = "Selects the split of a SOURCE: ${COMPLETION-CANDIDATES}; default train.")
    private SplitName split = SplitName.TRAIN;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Uses only the first N examples of the split of a SOURCE.")
    private @Nullable Integer rows;

    @Mixin
    private ColumnOptions columns = new ColumnOptions();

    @Option(
            names = "--network",
            paramLabel = "SIZES",
            description =
                    "Sets all layer sizes, as in 784-50-1; default: the data's inputs, --hidden, the data's outputs.")
    private @Nullable String network;

    @Option(
            names = "--hidden",
            defaultValue = "50",
            paramLabel = "SIZES",
            description = "Sets the sizes of the hidden layers, joined by '-', or none; default 50.")
    private String hidden = "50";

    @Option(
            names = "--activation",
            defaultValue = "relu",
            description = "Selects the activation function: ${COMPLETION-CANDIDATES}; default relu.")
    private Activation activation = Activation.RELU;

    @Option(
            names = "--loss",
            defaultValue = "mse",
            description = "Selects the loss function: ${COMPLETION-CANDIDATES}; default mse.")
    private Loss loss = Loss.MSE;

    @Option(
            names = "--parameters",
            paramLabel = "DIR",
            description =
                    "Reads the parameters from w1.npy, b1.npy, w2.npy, ... instead of initialising them; wI is (in, out), bI is (out).")
    private @Nullable Path parameters;

    @Option(
            names = "--init",
            defaultValue = "kaiming-fan-in",
            description = "Selects the weight initialisation: ${COMPLETION-CANDIDATES}; default kaiming-fan-in.")
    private Initializer init = Initializer.KAIMING_FAN_IN;

    @Option(
            names = "--seed",
            defaultValue = "42",
            paramLabel = "N",
            description = "Sets the random seed of the weights; default 42.")
    private long seed = 42;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Sets the number of partitions; default: one per task slot.")
    private @Nullable Integer partitions;

    @Option(
            names = "--block-rows",
            defaultValue = "512",
            paramLabel = "N",
            description = "Sets the block size in examples; default 512.")
    private int blockRows = 512;

    @Option(
            names = "--kernel",
            defaultValue = "auto",
            description = "Selects the kernel: ${COMPLETION-CANDIDATES}; default auto.")
    private Kernel kernel = Kernel.AUTO;

    @Option(
            names = "--against",
            split = ",",
            defaultValue = "local,reference",
            description =
                    "Selects the independent checks: ${COMPLETION-CANDIDATES}, separated by commas; default local,reference.")
    private List<Opinion> against = List.of(Opinion.LOCAL, Opinion.REFERENCE);

    @Option(
            names = "--check-rows",
            paramLabel = "N",
            description = "Limits all checks except local to N examples, in whole blocks; default: all examples.")
    private @Nullable Integer checkRows;

    @Option(names = "--input-gradient", description = "Also computes dLoss/dInput of the first 1,000 examples.")
    private boolean inputGradient;

    @Option(
            names = "--export",
            paramLabel = "DIR",
            description = "Writes grad_w1.npy, grad_b1.npy, ... (float64) and gradient.json to DIR.")
    private @Nullable Path export;

    @Option(names = "--json", description = "Prints the content of gradient.json, and nothing else.")
    private boolean json;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws IOException {
        requireWithin("--rows", rows, Integer.MAX_VALUE);
        requireWithin("--partitions", partitions, 100_000);
        requireWithin("--block-rows", blockRows, 65_536);
        requireWithin("--check-rows", checkRows, Integer.MAX_VALUE);
        if (export != null && Files.exists(export) && !Files.isDirectory(export)) {
            throw new ConfigException("--export: expected a folder, found the file " + export + ". Give another name.");
        }
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = json ? Screen.silent() : new Screen(out);
        RunListener listener = new ScreenListener(screen);
        RunConfig config = options.load(columns.flags());
        try (Connection spark = new Connection(() -> Sessions.open("Lockstep gradient", config, listener))) {
            GradientJob job = GradientJob.prepare(request(config), spark, listener);
            if (export != null) {
                Files.createDirectories(export);
            }
            compute(job, spark.session(), screen);
        }
        return ExitCode.OK.code();
    }

    private void compute(GradientJob job, ClusterSession session, Screen screen) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = export;
        try (Closeable log = folder == null ? () -> {} : RunLog.sendTo(() -> folder.resolve("lockstep.log"))) {
            GradientJob.Result result = session.run(() -> job.on(session));
            screen.verification(result.verification());
            screen.line("  sha-256 of the gradient: %s", result.export().sha256());
            if (export != null) {
                result.export().write(export);
                screen.heading(
                        "Written to %s: %s".formatted(export, result.export().files()));
            }
            if (json) {
                out.print(Json.pretty(result.export().summary()));
                out.flush();
            }
            if (!result.verification().agrees()) {
                throw new VerificationException(result.verification());
            }
        }
    }

    private GradientJob.Request request(RunConfig config) {
        return new GradientJob.Request(
                config,
                source,
                split,
                rows,
                sizes("--network", network),
                hidden.equals("none") ? List.of() : sizes("--hidden", hidden),
                activation,
                loss,
                parameters,
                init,
                seed,
                partitions,
                blockRows,
                kernel,
                against,
                checkRows == null ? 0 : checkRows,
                inputGradient ? INPUT_GRADIENT_ROWS : 0);
    }

    private static List<Integer> sizes(String option, @Nullable String sizes) {
        if (sizes == null) {
            return List.of();
        }
        try {
            return Stream.of(sizes.split("-")).map(Integer::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new ConfigException(
                    option + ": expected sizes joined by '-', as in 784-50-1, found '" + sizes + "'.");
        }
    }

    /** Refuses a number below 1 or above the most. */
    static void requireWithin(String option, @Nullable Integer value, int most) {
        if (value != null && (value < 1 || value > most)) {
            throw new ConfigException(option + ": expected a number in 1 .. " + most + ", found " + value + ".");
        }
    }
}
