package io.lockstep.job;

import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.executor.ExecutorDescription;
import io.lockstep.report.RunRecord;
import java.util.List;

/** What the records have of a cluster: records know no Spark. */
final class Records {
    private Records() {}

    static List<RunRecord.Executor> executors(List<ExecutorDescription> executors) {
        return executors.stream()
                .map(each -> new RunRecord.Executor(each.id(), each.host(), each.cores(), each.gpus(), each.lost()))
                .toList();
    }

    static List<RunRecord.Computing> processes(Fingerprints fingerprints) {
        return fingerprints.taken().stream()
                .map(each -> new RunRecord.Computing(each.where(), each.host(), each.fingerprint()))
                .toList();
    }
}
