package io.lockstep.bench;

import java.util.Optional;

/** Someone else who computes the gradient of the same batch. */
interface Peer extends AutoCloseable {
    /** What it is, how it was set up, and which BLAS it has. */
    String version();

    /** Computes it once: the time it took. */
    double milliseconds() throws Exception;

    /** The gradient at the parameters that everybody has, in our order; empty where it has another network. */
    Optional<double[]> gradient() throws Exception;

    @Override
    void close();
}
