package io.lockstep.cluster.round;

import io.lockstep.train.StepRecord;

/** Records of steps that were never taken. */
final class Records {
    private Records() {}

    static StepRecord step(int step, String digest) {
        return step(step, digest, 1);
    }

    static StepRecord step(int step, String digest, double milliseconds) {
        return new StepRecord(step, 1, 10, 0.1, 0.5, 1, null, digest, null, milliseconds, 0, 0, 0, 0, 0);
    }
}
