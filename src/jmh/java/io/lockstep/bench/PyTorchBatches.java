package io.lockstep.bench;

import io.lockstep.network.Parameters;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * PyTorch's gradients of mini-batches by autograd, without an optimizer, on one thread and on two, its own and those of its BLAS: which
 * is the fastest depends on the machine. Its examples lie in the order of the batches, so that none has to be gathered.
 */
final class PyTorchBatches implements AutoCloseable {
    /** PyTorch's own threads and those of its BLAS. */
    private record Threads(int own, int blas) {
        String name() {
            return "%s, %d + %d threads".formatted(Peers.PYTORCH, own, blas);
        }
    }

    private static final List<Threads> WAYS = List.of(new Threads(1, 1), new Threads(1, 2), new Threads(2, 2));

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

    /** All ways take part. */
    void join(Race race) {
        WAYS.forEach(threads -> race.with(threads.name(), () -> milliseconds(threads)));
    }

    private double milliseconds(Threads threads) throws IOException {
        return python.ask("batches", Map.of("batch", batch, "threads", threads.own, "blas_threads", threads.blas))
                .get("milliseconds")
                .asDouble();
    }

    /** What it is. */
    String version() {
        return python.version();
    }

    /** Puts the fastest in the place of all. */
    static void settle(Map<String, Times> race, String version, Map<String, String> versions) {
        Map<String, Times> ways = new LinkedHashMap<>(race);
        ways.keySet().retainAll(WAYS.stream().map(Threads::name).toList());
        String best = ways.keySet().stream()
                .min(Comparator.comparingDouble(
                        name -> Objects.requireNonNull(ways.get(name)).median()))
                .orElseThrow();
        race.keySet().removeAll(ways.keySet());
        race.put(Peers.PYTORCH, Objects.requireNonNull(ways.get(best)));
        versions.put(Peers.PYTORCH, version + ", the fastest: " + best);
    }

    @Override
    public void close() {
        python.close();
    }
}
