package io.lockstep.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who trains on a table, those that are here. */
record TableContenders(List<Contender> all) implements AutoCloseable {

    /**
     * Gets them ready.
     *
     * @param missing is told who is not here, and why
     */
    static TableContenders of(Tabular table, TableSettings settings, Map<String, String> missing) throws IOException {
        List<Integer> hidden = settings.hidden();
        TableSettings.MiniBatches pytorch = settings.pytorch();
        TableSettings.Descent gd = settings.gd();
        List<Contender> all = new ArrayList<>();
        all.add(new Contender(
                Result.OURS,
                SparkLearners.ours(table, hidden, settings.ours()),
                settings.ours().epochs()));
        try {
            Learner learner = PyTorchLearner.open(table, hidden, pytorch.batch(), pytorch.rate());
            all.add(new Contender(Peers.PYTORCH, learner, pytorch.epochs()));
        } catch (MissingException e) {
            missing.put(Peers.PYTORCH, String.valueOf(e.getMessage()));
        }
        try {
            Learner learner = SparkLearners.xgboost(table, settings.trees());
            all.add(new Contender("xgboost", learner, settings.trees().rounds()));
        } catch (MissingException e) {
            missing.put("xgboost", String.valueOf(e.getMessage()));
        }
        all.add(new Contender("mlp-lbfgs", SparkLearners.lbfgs(table, hidden), settings.lbfgs()));
        all.add(new Contender("mlp-gd", SparkLearners.gd(table, hidden, gd.stepSize()), gd.iterations()));
        return new TableContenders(all);
    }

    @Override
    public void close() {
        all.forEach(contender -> contender.learner().close());
    }
}
