package io.lockstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** PyTorch on one machine, with the table in memory as floats: AdamW in mini-batches, a one-cycle schedule over all epochs. */
final class PyTorchLearner implements Learner {
    private static final int THREADS = 1; // so small products are faster on one

    private final Python python;
    private final int batch;
    private final double rate;

    private PyTorchLearner(Python python, int batch, double rate) {
        this.python = python;
        this.batch = batch;
        this.rate = rate;
    }

    static PyTorchLearner open(Tabular table, List<Integer> hidden, int batch, double rate)
            throws IOException, MissingException {
        PyTorchLearner learner = new PyTorchLearner(Python.start(), batch, rate);
        learner.python.load(Tabular.arrays(table.train(), table.columns()), table.columns(), false);
        learner.python.load(Tabular.arrays(table.test(), table.columns()), table.columns(), true);
        learner.python.open(Networks.initial(Networks.of(table.layers(hidden))));
        return learner;
    }

    @Override
    public String version() {
        return "%s, AdamW, one-cycle up to %s, batches of %d, 1 thread".formatted(python.version(), rate, batch);
    }

    private PyTorchTraining.Settings settings(int epochs) {
        return new PyTorchTraining.Settings(batch, epochs, rate, THREADS, THREADS);
    }

    @Override
    public Fitted fit(int budget) throws IOException {
        Goal never = new Goal(2, Goal.NO_LIMIT); // so that it trains all epochs
        JsonNode trained = python.ask("train", settings(budget).with(never));
        JsonNode accuracies = trained.get("accuracies");
        double last = accuracies.get(accuracies.size() - 1).asDouble();
        return new Fitted(budget, "epochs", trained.get("milliseconds").asDouble(), last);
    }

    @Override
    public void close() {
        python.close();
    }
}
