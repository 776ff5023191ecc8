package io.lockstep.bench;

/** Someone who trains on a table, from the beginning each time, and is tested on the rows that are held out. */
interface Learner extends AutoCloseable {
    /** What it is and how it was set up. */
    String version();

    /** Trains once with so many epochs, iterations or trees; the test is not in its time. */
    Fitted fit(int budget) throws Exception;

    @Override
    void close();
}
