package io.lockstep.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code data}: looking at data; images without Spark. */
@Command(
        name = "data",
        description = "Describes, shows, generates or downloads data.",
        subcommands = {
            DataDescribeCommand.class,
            DataShowCommand.class,
            DataDrawCommand.class,
            DataDownloadCommand.class
        })
final class DataCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "expected describe, show, draw or download");
    }
}
