package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.lockstep.data.Dataset;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.data.source.Datasets;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code submit/bench}: everything in one go, a table on the screen and, where asked for, the same as JSON. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures how fast Lockstep is, beside the machine's limit and beside others.")
public final class Bench implements Callable<Integer> {
    /** The parts, in the order in which they run. */
    private Map<String, Work> parts() {
        Map<String, Work> parts = new LinkedHashMap<>();
        parts.put("kernel", new KernelWork());
        parts.put("step", StepWork.small());
        parts.put("wide", StepWork.wide());
        parts.put("floats", StepWork.smallOnFloats());
        parts.put("wide-floats", StepWork.wideOnFloats());
        parts.put("batch", new BatchWork());
        parts.put("spark", new SparkShareWork());
        parts.put("rounds", new RoundsWork());
        parts.put("training", new TrainingWork());
        parts.put("table", new TableWork());
        parts.put("transform", new TransformWork());
        parts.put("proof", new ProofWork());
        parts.put("memory", new MemoryWork());
        parts.put("warm-up", new WarmUpWork());
        parts.put("scaling", new ScalingWork());
        parts.put("startup", new StartUpWork());
        parts.put("loading", new LoadingWork());
        parts.put("predict", new PredictWork(share == null ? 1 : share));
        parts.put("scale", new ScaleWork(share == null ? SCALE : share));
        return parts;
    }

    private static final double SCALE = 0.1;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "PART",
            description =
                    "One part: kernel, step, wide, floats, wide-floats, batch, spark, rounds, training, table, transform, proof,"
                            + " memory, warm-up, scaling, startup, loading, predict or scale.")
    private @Nullable String only;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the results to this file as well.")
    private @Nullable Path json;

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            defaultValue = "drawn",
            description =
                    "drawn, or a folder or file with MNIST (${DEFAULT-VALUE} unless LOCKSTEP_SHARED names a folder with it).")
    private String data = "drawn";

    @Option(names = "--repeats", defaultValue = "15", description = "Turns of each contender (${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--share",
            description =
                    "Part of the rows that predict and scale take: 0.1 for a tenth (all for predict, 0.1 for scale).")
    private @Nullable Double share;

    @Option(names = "--quick", description = "Only shows that all of it works; the numbers mean nothing.")
    private boolean quick;

    public static void main(String[] arguments) {
        int exitCode = new CommandLine(new Bench()).execute(arguments);
        System.exit(exitCode);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Dataset dataset = data.equals("drawn") ? new DrawnDigits() : Datasets.open(Path.of(data));
        Setting setting = new Setting(dataset, quick ? 2 : repeats, quick, err);
        List<Result> results = new ArrayList<>();
        for (Map.Entry<String, Work> part : chosen().entrySet()) {
            setting.say("%s ...", part.getKey());
            List<Result> measured = part.getValue().measure(setting);
            new Table(measured).print(out);
            results.addAll(measured);
            if (json != null) { // after each part: a later one may fail
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), results);
            }
        }
        if (!quick) {
            new Table(results).printGoals(out);
        }
        return 0;
    }

    private Map<String, Work> chosen() {
        Map<String, Work> parts = parts();
        if (only == null) {
            return parts;
        }
        Work work = parts.get(only);
        if (work == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--only: expected one of " + parts.keySet() + ", found '" + only + "'");
        }
        return Map.of(only, work);
    }
}
