package io.lockstep.bench;

import io.lockstep.network.Parameters;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * PyTorch's gradients of mini-batches by autograd, without an optimizer, on one thread and on two: which is faster depends on the
 * machine. Its examples lie in the order of the batches, so that none has to be gathered.
 */
final class PyTorchBatches implements AutoCloseable {
    private static final String ONE = Peers.PYTORCH + ", 1 thread";
    private static final String TWO = Peers.PYTORCH + ", 2 threads";

    private final Python python;
    private final int batch;

    private PyTorchBatches(Python python, int batch) {
        this.python = python;
        this.batch = batch;
    }

    static PyTorchBatches open(Sample sample, Parameters parameters, int batch) throws IOException, MissingException {
        PyTorchBatches batches = new PyTorchBatches(Python.start(), batch);
        batches.python.load(sample, false);
        batches.python.open(parameters);
        return batches;
    }

    /** Both take part. */
    void join(Race race) {
        race.with(ONE, () -> milliseconds(1)).with(TWO, () -> milliseconds(2));
    }

    private double milliseconds(int threads) throws IOException {
        return python.ask("batches", Map.of("batch", batch, "threads", threads))
                .get("milliseconds")
                .asDouble();
    }

    /** What it is. */
    String version() {
        return python.version();
    }

    /** Puts the faster one in the place of both. */
    static void settle(Map<String, Times> race, String version, Map<String, String> versions) {
        Times one = Objects.requireNonNull(race.remove(ONE));
        Times two = Objects.requireNonNull(race.remove(TWO));
        boolean oneIsFaster = one.median() <= two.median();
        race.put(Peers.PYTORCH, oneIsFaster ? one : two);
        versions.put(Peers.PYTORCH, version + (oneIsFaster ? ", 1 thread" : ", 2 threads"));
    }

    @Override
    public void close() {
        python.close();
    }
}
