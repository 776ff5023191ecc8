package io.lockstep.cli;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.doctor.Examination;
import io.lockstep.doctor.Finding;
import io.lockstep.doctor.Findings;
import io.lockstep.doctor.HostReport;
import io.lockstep.network.Architecture;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.Environment;
import io.lockstep.report.Json;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: whether {@code train} with the same configuration would run here. */
@Command(
        name = "doctor",
        sortOptions = false,
        description = "Looks whether train would run with this configuration: on the driver and on every executor."
                + " Ends with 0 if it would.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--json", description = "prints the findings as JSON")
    private boolean json;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() {
        RunConfig config = options.load();
        Findings findings = new Findings();
        Examination examination = new Examination(config, findings);
        HostReport driver = HostReport.look(config).look("");
        examination.driver(driver);
        Architecture architecture = data(config, findings);
        examination.output(config.run().folder());
        try (ClusterSession session = Sessions.open("Lockstep doctor", config)) {
            session.run(() -> {
                examination.cluster(session, driver);
                if (architecture != null) {
                    examination.memory(session, driver, architecture);
                    examination.bits(
                            session,
                            new ProbeBlocks(architecture, List.of(config.block().rows())),
                            Sessions.passPlan(config, Standardizer.identity())); // reads no data
                }
                return findings;
            });
        } catch (ResourceException e) {
            findings.problem("cluster", "driver", String.valueOf(e.getMessage()), "");
        }
        Screen screen = new Screen(spec.commandLine().getOut());
        if (json) {
            screen.line("%s", Json.pretty(findings.all()).strip());
        } else {
            screen.line("Lockstep %s   doctor", Environment.detect().lockstep());
            screen.findings(findings.all());
        }
        return exitCode(findings.problems()).code();
    }

    /** The network, if there is data that it fits. */
    private static @Nullable Architecture data(RunConfig config, Findings findings) {
        try {
            Sources.Source source =
                    Sources.open(config.data().source(), config.data().withoutDownload(), line -> {});
            Examples examples = source.dataset().split(SplitName.TRAIN);
            findings.ok("data", "driver", "%s, %,d rows".formatted(source.note(), examples.rows()));
            Architecture architecture = Architectures.of(
                    "network.layers",
                    config.network().layers(),
                    config.network().activation(),
                    config.network().loss(),
                    examples.columns(),
                    examples.classes());
            Architectures.requireRoom("block.rows", architecture, config.block().rows());
            return architecture;
        } catch (DataException e) {
            findings.problem("data", "driver", String.valueOf(e.getMessage()), "");
            return null;
        }
    }

    private static ExitCode exitCode(List<Finding> problems) {
        if (problems.isEmpty()) {
            return ExitCode.OK;
        }
        return problems.get(0).group().equals("data") ? ExitCode.DATA : ExitCode.RESOURCES;
    }
}
