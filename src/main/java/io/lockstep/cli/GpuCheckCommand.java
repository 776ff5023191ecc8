package io.lockstep.cli;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.gpu.Digits;
import io.lockstep.gpu.GradientCase;
import io.lockstep.gpu.GroupDigests;
import io.lockstep.gpu.StepTimes;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.cuda.CudaException;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.BackendException;
import io.lockstep.pass.device.Processor;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.Environment;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code gpu-check}: whether the GPU of this machine computes correctly, and how fast. A program of its own, without Spark and ND4J, so that
 * it can be carried to another machine.
 */
@Command(
        name = "gpu-check",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = CommandLines.Version.class,
        description =
                "Computes gradients on a GPU, compares them with the reference, compares digests, and measures speed."
                        + " The exit code is 0 if all agree, 80 if not, 69 without a GPU.")
public final class GpuCheckCommand implements Callable<Integer> {
    private static final int BLOCK_ROWS = 512;
    private static final long SEED = 8;
    private static final int ROWS_OF_A_DIGEST = 20_000;
    private static final long RESERVED_HEAP = 1L << 30;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--gpu",
            defaultValue = "0",
            paramLabel = "INDEX",
            description = "Selects the GPU by its index in nvidia-smi; default 0.")
    private String gpu = "0";

    @Option(
            names = "--cases",
            defaultValue = "20",
            paramLabel = "N",
            description = "Sets the number of networks of random sizes; default 20.")
    private int cases = 20;

    @Option(
            names = "--rows",
            split = ",",
            defaultValue = "50000,10000000",
            paramLabel = "N",
            description = "Sets the numbers of drawn digits to measure; default 50000,10000000.")
    private List<Integer> rows = List.of(50_000, 10_000_000);

    @Option(
            names = "--quick",
            description = "Runs a short check: 5 random networks, 2,000 digits, small arrays for the limits.")
    private boolean quick;

    /** Runs it as a process of its own, which ends with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // numbers look the same everywhere
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        ProcessEnd.withoutSpark(new CommandLine(new GpuCheckCommand())
                .setOut(out)
                .setErr(err)
                .setUsageHelpWidth(100)
                .execute(arguments));
    }

    @Override
    public Integer call() {
        try {
            return check().code();
        } catch (BackendException | CudaException e) {
            spec.commandLine().getErr().println("lockstep: " + ExitCode.RESOURCES.word() + ": " + e.getMessage());
            return ExitCode.RESOURCES.code();
        }
    }

    private ExitCode check() {
        PassPlan floats = plan(Kernel.CUDA);
        Backend backend = floats.backend();
        line("Lockstep %s   gpu-check".formatted(Environment.detect().lockstep()));
        line("");
        line("Machine");
        line("  GPU         %s".formatted(floats.processor().gpu()));
        line("  libraries   %s".formatted(backend.blas()));
        line("");
        boolean agree = gradients(Kernel.CUDA);
        agree &= gradients(Kernel.CUDA_TF32);
        agree &= digests(floats);
        times();
        line(
                agree
                        ? "All gradients agree, all digests are equal."
                        : "NOT ALL AGREE: do not use this GPU, and report this output.");
        return agree ? ExitCode.OK : ExitCode.VERIFICATION;
    }

    private PassPlan plan(Kernel kernel) {
        return new PassPlan(kernel, ProbeBlocks.STANDARDIZER).on(Processor.gpu(gpu));
    }

    private boolean gradients(Kernel kernel) {
        line("Gradients by %s against the reference: largest error of a tensor, as a fraction of its bound"
                .formatted(kernel));
        Table table = new Table("  network", "rows", "block", "tensor", "error/bound", "");
        boolean agree = true;
        List<GradientCase> all = Stream.concat(GradientCase.golden(), GradientCase.random(quick ? 5 : cases, SEED))
                .toList();
        for (GradientCase each : all) {
            GradientCase.Result result = each.check(plan(kernel));
            agree &= result.agreement().agrees();
            table.row(
                    "  " + each.architecture(),
                    "%,d".formatted(each.plan().examples()),
                    "%,d".formatted(each.plan().blockRows()),
                    result.worst(),
                    "%.3f".formatted(result.share()),
                    result.agreement().agrees() ? "agrees" : "DIFFERS");
        }
        print(table);
        return agree;
    }

    private boolean digests(PassPlan floats) {
        line("Digests of one gradient of %,d drawn digits, 784-50-10".formatted(ROWS_OF_A_DIGEST));
        Table table = new Table("  computed", "sha-256", "");
        GroupDigests digests = GroupDigests.of(floats, new BlockPlan(ROWS_OF_A_DIGEST, BLOCK_ROWS));
        digests.found()
                .forEach((how, digest) -> table.row(
                        "  " + how, digest.substring(0, 12), digest.equals(digests.first()) ? "" : "DIFFERS"));
        print(table);
        return digests.areEqual();
    }

    private void times() {
        StepTimes floats = new StepTimes(plan(Kernel.CUDA));
        StepTimes.Limits limits = quick ? floats.limits(512, 1L << 24) : floats.limits(8192, 1L << 30);
        line("One full-batch gradient, in blocks of %d".formatted(BLOCK_ROWS));
        line("  limits: cuBLAS %,.2f TFLOP/s in float32, device memory copy %,.0f GB/s"
                .formatted(limits.flops() / 1e12, limits.bandwidth() / 1e9));
        Table table =
                new Table("  network, kernel", "rows", "ms", "cuBLAS", "TFLOP/s", "of limit", "x, GB/s", "of copy");
        for (int count : quick ? List.of(2_000) : rows) {
            int fitting = fitting(count);
            if (fitting < count) {
                line("  (%,d rows do not fit into the heap: using %,d)".formatted(count, fitting));
            }
            BlockPlan plan = new BlockPlan(fitting, BLOCK_ROWS);
            List<Block> blocks = Digits.of(plan);
            for (Architecture architecture : List.of(
                    new Architecture(List.of(784, 50, 1), Activation.RELU, Loss.MSE),
                    new Architecture(List.of(784, 512, 512, 10), Activation.RELU, Loss.CROSS_ENTROPY))) {
                for (Kernel kernel : List.of(Kernel.CUDA, Kernel.CUDA_TF32)) {
                    StepTimes.Step step = new StepTimes(plan(kernel)).of(architecture, plan, blocks);
                    double flops = step.flops() / step.milliseconds() * 1e3;
                    double bytes = step.bytes() / step.milliseconds() * 1e3;
                    table.row(
                            "  %s, %s".formatted(sizes(architecture), kernel),
                            "%,d".formatted(fitting),
                            "%,.2f".formatted(step.milliseconds()),
                            "%,.2f".formatted(step.productsAlone()),
                            "%.2f".formatted(flops / 1e12),
                            "%.0f %%".formatted(100 * flops / limits.flops()),
                            "%,.1f".formatted(bytes / 1e9),
                            "%.1f %%".formatted(100 * bytes / limits.bandwidth()));
                }
            }
        }
        print(table);
    }

    private static String sizes(Architecture architecture) {
        return architecture.toString().replaceFirst(",.*", "");
    }

    /** As many rows as the heap has room for. */
    private static int fitting(int wanted) {
        long room = (Runtime.getRuntime().maxMemory() - RESERVED_HEAP) / (784 + 1);
        return (int) Math.max(BLOCK_ROWS, Math.min(wanted, room));
    }

    private void print(Table table) {
        spec.commandLine().getOut().print(table.text(0));
        line("");
    }

    private void line(String text) {
        spec.commandLine().getOut().println(text);
    }
}
