package io.lockstep.bench;

import java.util.List;

/** A part of the benchmark. */
interface Work {

    /** Measures it; what comes in between is told to {@link Setting#say}. */
    List<Result> measure(Setting setting) throws Exception;
}
