package io.lockstep.bench;

/** Someone who trains 784-50-10 on the training digits, from the beginning each time. */
interface Trainee extends AutoCloseable {
    /** What it is and how it was set up. */
    String version();

    /** Trains until the goal is reached or given up. */
    Trained train(Goal goal) throws Exception;

    @Override
    void close();
}
