package io.lockstep.cli;

import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.mnist.Mnist;
import io.lockstep.job.Sources;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code data download}: fetches MNIST into the cache. */
@Command(
        name = "download",
        description = "Downloads MNIST into the cache and verifies it; does nothing if it is already there.")
final class DataDownloadCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--data", defaultValue = "mnist", paramLabel = "SOURCE", description = "Must be mnist.")
    private String source = "mnist";

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() {
        if (!source.equals("mnist")) {
            throw new ConfigException("--data: expected mnist, the only dataset that can be downloaded, found '"
                    + source + "'. Remove the option.");
        }
        Screen screen = new Screen(spec.commandLine().getOut());
        RunConfig.Data data = options.load().data();
        Optional<Path> cached = Mnist.find(data.cache());
        if (cached.isPresent()) {
            screen.line("MNIST is already in %s, complete and verified", cached.get());
        } else {
            Path folder = Sources.download(data, line -> screen.line("  %s", line));
            screen.line("MNIST is in %s, verified", folder);
        }
        return ExitCode.OK.code();
    }
}
