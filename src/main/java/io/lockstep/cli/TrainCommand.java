package io.lockstep.cli;

import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.report.Environment;
import io.lockstep.report.RunFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code train}: the main job. */
@Command(
        name = "train",
        description = "Trains a network on Spark, checks its gradients against one machine, and keeps a record.")
final class TrainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws IOException {
        Instant start = Instant.now();
        RunConfig config = options.load();
        Screen screen = new Screen(spec.commandLine().getOut());
        String id = id(config, start);
        screen.line("Lockstep %s   train, run %s", Environment.detect().lockstep(), id);
        TrainRun run = new TrainRun(config, id, start, screen, TrainData.open(config.data(), screen));
        RunFolder folder = folder(config, id);
        RunLog.sendTo(folder.resolve("lockstep.log"));
        try {
            run.train(folder);
            run.writeRecord(folder, null);
            folder.commit();
        } catch (IOException | RuntimeException e) {
            run.writeRecord(folder, ExitCode.cause(e));
            folder.fail();
            screen.line("%nThe run failed; its record and log are in %s", folder.path());
            throw e;
        }
        run.printFiles(folder);
        return ExitCode.OK.code();
    }

    private static String id(RunConfig config, Instant start) {
        return config.run().id().isEmpty()
                ? DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
                        .withZone(ZoneOffset.UTC)
                        .format(start)
                : config.run().id();
    }

    private static RunFolder folder(RunConfig config, String id) throws IOException {
        try {
            return RunFolder.create(Path.of(config.run().output()), id);
        } catch (FileAlreadyExistsException e) {
            throw new ConfigException("run.id: expected the id of a new run, found " + e.getMessage()
                    + ". Choose another, or remove that folder.");
        }
    }
}
