package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.doctor.Examination;
import io.lockstep.doctor.Finding;
import io.lockstep.doctor.Findings;
import io.lockstep.doctor.HostReport;
import io.lockstep.pass.plan.ProbeBlocks;

/** Whether the driver and Spark give what a training needs; nothing is trained or written. */
public final class Rehearsal {
    private Rehearsal() {}

    /**
     * Looks.
     *
     * @throws ResourceException if what computes cannot be chosen
     */
    static Findings of(Training training, ProbeBlocks probe, Connection spark, RunListener listener) {
        Findings findings = new Findings();
        Examination examination = new Examination(training.config(), findings);
        HostReport driver = HostReport.look(training.config()).look("");
        examination.driver(driver);
        examination.output(training.config().run().folder());
        ClusterSession session = spark.session();
        return session.run(() -> {
            Machine.choose(session, training.work(Sessions.partitions(session, training.config()), probe), listener);
            examination.cluster(session, driver);
            examination.memory(
                    session,
                    driver,
                    training.architecture(),
                    training.examples().schema() != null);
            examination.bits(session, probe, training.onCpu());
            return findings;
        });
    }

    /** Its first problem as a failure. */
    public static void requireNoProblem(Findings findings) {
        for (Finding problem : findings.problems()) {
            throw new ResourceException(problem.what() + ". " + problem.remedy());
        }
    }
}
