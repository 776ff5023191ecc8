package io.lockstep.bench;

/** Adds up the time that it runs. */
final class Stopwatch {
    private long start = System.nanoTime();
    private long nanoseconds;

    void stop() {
        nanoseconds += System.nanoTime() - start;
    }

    void goOn() {
        start = System.nanoTime();
    }

    double milliseconds() {
        return nanoseconds / 1e6;
    }
}
