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
    public Integer call() throws Exception {
        Instant start = Instant.now();
        RunConfig config = options.load();
        Screen screen = new Screen(spec.commandLine().getOut());
        String id = id(config, start);
        screen.line("Lockstep %s   train, run %s", Environment.detect().lockstep(), id);
        TrainRun run = new TrainRun(config, id, start, screen, TrainData.open(config.data(), screen));
        RunFolder folder = folder(config, id);
        RunLog.sendTo(folder.resolve("lockstep.log"));
        try (Interruption interruption = Interruption.watch()) {
            finish(run, folder, screen, interruption);
        }
        run.printFiles(folder);
        return ExitCode.OK.code();
    }

    /** Whatever ends the run, an executor's failure or a signal, its record is written. */
    private static void finish(TrainRun run, RunFolder folder, Screen screen, Interruption interruption)
            throws Exception {
        try {
            run.train(folder);
            run.writeRecord(folder, null);
            folder.commit();
        } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
            Throwable cause = interruption.cause(e);
            run.writeRecord(folder, cause);
            folder.fail();
            screen.line("%nThe run failed; its record and log are in %s", folder.path());
            if (cause instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw e;
        }
    }

    private static String id(RunConfig config, Instant start) {
        return config.run().id().isEmpty()
                ? DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS")
                        .withZone(ZoneOffset.UTC)
                        .format(start)
                : config.run().id();
    }

    private static RunFolder folder(RunConfig config, String id) throws IOException {
        if (config.run().output().matches("\\p{Alpha}[\\p{Alnum}+.-]+:.*")) {
            throw new ConfigException("run.output: expected a local path, found the URI "
                    + config.run().output() + ". Give the path of a folder on this machine.");
        }
        try {
            return RunFolder.create(Path.of(config.run().output()), id);
        } catch (FileAlreadyExistsException e) {
            throw new ConfigException("run.id: expected the id of a new run, found " + e.getMessage()
                    + ". Choose another, or remove that folder.");
        }
    }
}
