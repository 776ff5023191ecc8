package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.doctor.Examination;
import io.lockstep.doctor.Findings;
import io.lockstep.doctor.HostReport;
import io.lockstep.network.Architecture;
import io.lockstep.pass.device.BackendException;
import io.lockstep.pass.plan.ProbeBlocks;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether {@code train} with a configuration would run here: the driver, the data, the cluster and each executor are examined. */
public final class DoctorJob {
    private DoctorJob() {}

    /** All that was found, problems among it; a cluster that cannot be reached is one. */
    public static Findings examine(RunConfig config, Supplier<ClusterSession> spark) {
        Findings findings = new Findings();
        Examination examination = new Examination(config, findings);
        HostReport driver = HostReport.look(config).look("");
        examination.driver(driver);
        Architecture architecture = architecture(config, findings);
        examination.output(config.run().folder());
        try (ClusterSession session = spark.get()) {
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
        } catch (BackendException e) {
            String problem = String.valueOf(e.getMessage());
            if (findings.problems().stream()
                    .noneMatch(found -> found.what().equals(problem))) { // as the driver found it
                findings.problem("cluster", "driver", problem, "");
            }
        }
        return findings;
    }

    /** The network, if there is data that it fits. */
    private static @Nullable Architecture architecture(RunConfig config, Findings findings) {
        try {
            Sources.Source source =
                    Sources.open(config.data().source(), config.data().withoutDownload(), RunListener.NONE);
            Examples examples = source.dataset().split(SplitName.TRAIN);
            long rows =
                    config.data().rows() == 0 ? examples.rows() : config.data().rows();
            DatasetCard card = DatasetCard.of(examples, source.dataset().location(), rows); // reads them: finds damage
            DatasetCard.of(source.dataset(), SplitName.VALID);
            findings.ok("data", "driver", "%s, %,d rows".formatted(source.note(), examples.rows()));
            return Architectures.of(config, new ImageSet(examples, card, card.standardizer()));
        } catch (DataException e) {
            findings.problem("data", "driver", String.valueOf(e.getMessage()), "");
            return null;
        }
    }
}
