package io.lockstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.network.Parameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PyTorch on one machine, in mini-batches, with the optimizer and the schedule that ours has. */
final class PyTorchTraining implements Trainee {

    /**
     * How it trains.
     *
     * @param batch examples of a step
     * @param epochs of the schedule
     * @param rate the largest learning rate
     * @param threads small products are faster on one
     * @param blasThreads those of its BLAS
     */
    record Settings(int batch, int epochs, double rate, int threads, int blasThreads) {

        /** As the script has them, with a goal. */
        Map<String, Object> with(Goal goal) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("batch", batch);
            all.put("epochs", epochs);
            all.put("rate", rate);
            all.put("decay", 0.01);
            all.put("seed", 42);
            all.put("threads", threads);
            all.put("blas_threads", blasThreads);
            all.put("accuracy", goal.accuracy());
            all.put("limit", goal.limit());
            return all;
        }

        @Override
        public String toString() {
            return "AdamW, one-cycle up to %s in %d epochs, batches of %d, %d %s, of its BLAS %d"
                    .formatted(rate, epochs, batch, threads, threads == 1 ? "thread" : "threads", blasThreads);
        }
    }

    private final Python python;
    private final Settings settings;

    private PyTorchTraining(Python python, Settings settings) {
        this.python = python;
        this.settings = settings;
    }

    static PyTorchTraining open(Digits train, Digits test, Parameters initial, Settings settings)
            throws IOException, MissingException {
        PyTorchTraining peer = new PyTorchTraining(Python.start(), settings);
        peer.python.load(train, false);
        peer.python.load(test, true);
        peer.python.open(initial);
        return peer;
    }

    @Override
    public String version() {
        return python.version() + ", " + settings;
    }

    Settings settings() {
        return settings;
    }

    @Override
    public Trained train(Goal goal) throws IOException {
        JsonNode trained = python.ask("train", settings.with(goal));
        List<Double> accuracies = new ArrayList<>();
        trained.get("accuracies").forEach(accuracy -> accuracies.add(accuracy.asDouble()));
        return new Trained(trained.get("milliseconds").asDouble(), Trained.epochs(accuracies.size()), accuracies);
    }

    @Override
    public void close() {
        python.close();
    }
}
