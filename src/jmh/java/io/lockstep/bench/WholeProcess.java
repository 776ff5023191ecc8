package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.data.Dataset;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.data.idx.IdxDataset;
import io.lockstep.data.idx.IdxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From the start of a process to its end: with all that comes before and after a training, from the same IDX files. */
final class WholeProcess implements AutoCloseable {
    private static final int REPEATS = 3;

    private final Scratch scratch = new Scratch();
    private final Path digits;
    private final Setting setting;
    private int runs;

    /**
     * With digits that lie in files, or can be drawn into files.
     *
     * @throws MissingException if they are in files of another kind
     */
    WholeProcess(Setting setting) throws IOException, MissingException {
        this.setting = setting;
        Dataset data = setting.data();
        if (data instanceof DrawnDigits drawn) {
            digits = scratch.path().resolve("digits");
            IdxWriter.write(drawn.training(), digits, "train", true);
            IdxWriter.write(drawn.split(SplitName.TEST), digits, "t10k", true);
        } else if (data instanceof IdxDataset && Files.isDirectory(Path.of(data.location()))) {
            digits = Path.of(data.location()).toAbsolutePath();
        } else {
            throw new MissingException("both read a folder of IDX files, and the data is " + data.location());
        }
    }

    /** Lets both train all their epochs, and evaluate after each; medians in milliseconds. */
    Map<String, Object> compare(Map<String, String> overrides, @Nullable PyTorchTraining pytorch) throws Exception {
        Race race = new Race()
                .with("submit/local train", () -> ours(overrides, Map.of()))
                .with("submit/local train, check.every = off", () -> ours(overrides, Map.of("check.every", "off")));
        if (pytorch != null) {
            race.with("pytorch", () -> pytorch(pytorch.settings()));
        }
        Map<String, Object> medians = new LinkedHashMap<>();
        race.run(0, setting.quick() ? 1 : REPEATS)
                .forEach((name, times) -> medians.put("whole process, " + name + ", ms", times.median()));
        return medians;
    }

    /** Whole trainings with this configuration, one after the other. */
    Times ours(Map<String, String> overrides, int repeats) throws IOException, InterruptedException {
        double[] milliseconds = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            milliseconds[i] = ours(overrides, Map.of());
        }
        return new Times(milliseconds);
    }

    private double ours(Map<String, String> overrides, Map<String, String> more)
            throws IOException, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        all.putAll(more);
        all.put("data.source", digits.toString());
        all.put("run.output", scratch.path().resolve("runs").toString());
        all.put("run.id", "run-" + ++runs);
        if (setting.quick()) {
            all.put("train.epochs", "1");
        }
        List<String> command = new ArrayList<>(List.of(
                Project.file("submit/local").toString(),
                "train",
                "--config",
                Project.file(Settings.CONFIG).toString()));
        all.forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
        return Child.run(command, Map.of("LOCKSTEP_MASTER", Cluster.LOCAL)).milliseconds();
    }

    private double pytorch(PyTorchTraining.Settings settings) throws Exception {
        Map<String, Object> all = settings.with(new Goal(2, Goal.NO_LIMIT)); // out of reach: all epochs
        all.put("sizes", Networks.classifier(Settings.config(Map.of()).network().hidden()));
        if (setting.quick()) {
            all.put("epochs", 1);
        }
        List<String> command = Python.command(digits.toString(), new ObjectMapper().writeValueAsString(all));
        return Child.run(command, Python.TWO_THREADS).milliseconds();
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
