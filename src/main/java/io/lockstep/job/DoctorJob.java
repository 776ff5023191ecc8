package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.table.TableCard;
import io.lockstep.doctor.Examination;
import io.lockstep.doctor.Findings;
import io.lockstep.doctor.HostReport;
import io.lockstep.network.Architecture;
import io.lockstep.pass.device.BackendException;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.run.SavedModel;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether {@code train} with a configuration would run here: the driver, the data, the cluster and each executor are examined. */
public final class DoctorJob {
    private final RunConfig config;
    private final Findings findings = new Findings();

    private DoctorJob(RunConfig config) {
        this.config = config;
    }

    /** All that was found, problems among it; a cluster that cannot be reached is one. */
    public static Findings examine(RunConfig config, Supplier<ClusterSession> spark) {
        DoctorJob doctor = new DoctorJob(config);
        doctor.examine(spark);
        return doctor.findings;
    }

    private void examine(Supplier<ClusterSession> spark) {
        Examination examination = new Examination(config, findings);
        HostReport driver = HostReport.look(config).look("");
        examination.driver(driver);
        boolean isTable = isTable();
        Architecture ofImages = isTable ? null : network(this::images);
        examination.output(config.run().folder());
        try (ClusterSession session = spark.get()) {
            Architecture architecture = isTable ? network(() -> table(session)) : ofImages;
            session.run(() -> {
                examination.cluster(session, driver);
                if (architecture != null) {
                    examination.memory(session, driver, architecture, isTable);
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
    }

    /** Whether the data is a table; what is named as one and is none, is looked for as images and found missing. */
    private boolean isTable() {
        try {
            return Tables.isTable(config.data().source(), config);
        } catch (DataException e) {
            return false;
        }
    }

    /** The network, if there is data that it fits. */
    private @Nullable Architecture network(Supplier<ExampleSet> data) {
        try {
            return Architectures.of(config, data.get());
        } catch (DataException e) {
            findings.problem("data", "driver", String.valueOf(e.getMessage()), "");
        } catch (ConfigException e) { // what only the data can tell: columns, sizes of the network
            findings.problem("configuration", "driver", String.valueOf(e.getMessage()), "");
        }
        return null;
    }

    private ExampleSet images() {
        if (!Sources.isNamed(config.data().source())) {
            Tables.isTable(config.data().source(), config); // says best what is wrong with it
        }
        Sources.Source source =
                Sources.open(config.data().source(), config.data().withoutDownload(), RunListener.NONE);
        Examples examples = source.dataset().split(SplitName.TRAIN);
        long rows = config.data().rows() == 0 ? examples.rows() : config.data().rows();
        DatasetCard card = DatasetCard.of(examples, source.dataset().location(), rows); // reads them: finds damage
        DatasetCard.of(source.dataset(), SplitName.VALID);
        findings.ok("data", "driver", "%s, %,d rows".formatted(source.note(), examples.rows()));
        return new ImageSet(examples, card, card.standardizer());
    }

    /** Read as {@code train} does: label, types and missing values are checked in all rows. */
    private ExampleSet table(ClusterSession session) {
        RunListener notes = event -> {
            if (event instanceof RunEvent.Notice notice) {
                findings.note("data", "driver", notice.text());
            }
        };
        SavedModel initial = WarmStart.of(config);
        if (initial != null) {
            WarmStart.requireKind(initial, true, config);
        }
        TrainData data = new Tables(config, session, notes)
                .train(
                        config.data().source(),
                        initial == null ? null : initial.card().schema());
        ExampleSet train = data.train();
        findings.ok(
                "data",
                "driver",
                "%s, %,d rows to train on and %s to validate, %,d inputs, %,d outputs"
                        .formatted(
                                data.note(),
                                train.rows(),
                                data.valid() == null
                                        ? "none"
                                        : "%,d".formatted(data.valid().rows()),
                                train.inputs(),
                                train.outputs(config.network().loss())));
        if (train.card() instanceof TableCard card) {
            card.notices().forEach(notice -> findings.note("data", "driver", notice));
        }
        return train;
    }
}
