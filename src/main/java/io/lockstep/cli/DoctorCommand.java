package io.lockstep.cli;

import io.lockstep.config.RunConfig;
import io.lockstep.doctor.Finding;
import io.lockstep.doctor.Findings;
import io.lockstep.job.DoctorJob;
import io.lockstep.job.RunListener;
import io.lockstep.job.Sessions;
import io.lockstep.report.Environment;
import io.lockstep.report.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: whether {@code train} can run here with the same configuration. */
@Command(
        name = "doctor",
        sortOptions = false,
        description = "Checks whether `train` can run with this configuration, on the driver and on every executor."
                + " The exit code is 0 if it can.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--json", description = "Prints the findings as JSON.")
    private boolean json;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() {
        RunConfig config = options.load();
        Findings findings = DoctorJob.examine(config, () -> Sessions.open("Lockstep doctor", config, RunListener.NONE));
        Screen screen = new Screen(spec.commandLine().getOut());
        if (json) {
            screen.line("%s", Json.pretty(findings.all()).strip());
        } else {
            screen.line("Lockstep %s   doctor", Environment.detect().lockstep());
            screen.findings(findings.all());
        }
        return exitCode(findings.problems()).code();
    }

    private static ExitCode exitCode(List<Finding> problems) {
        if (problems.isEmpty()) {
            return ExitCode.OK;
        }
        return switch (problems.get(0).group()) {
            case "data" -> ExitCode.DATA;
            case "configuration" -> ExitCode.USAGE;
            default -> ExitCode.RESOURCES;
        };
    }
}
