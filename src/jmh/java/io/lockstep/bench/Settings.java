package io.lockstep.bench;

import io.lockstep.config.RunConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * With which settings each trains. Found by trying, for ours and PyTorch alike, AdamW with batches of 128 to 4,096, one-cycles of 2
 * to 14 epochs up to learning rates from 0.005 to 0.08, several seeds each. Which of those that reach the accuracy is the fastest
 * depends on the machine, so the best few take part and the fastest counts. PyTorch likes small batches, as do rounds of steps. Where a
 * step costs a job of Spark's, larger ones are better.
 */
final class Settings {
    /** What ours is configured by, but for what is said here. */
    static final String CONFIG = "conf/mnist.conf";

    /** Steps of an epoch, at most: a round ends with it. */
    private static final int AN_EPOCH = 1_000;

    /** On two task slots, in rounds of one stage. */
    static final List<Map<String, String>> EXACT = List.of(
            batches(64, 4, 3, 0.015), batches(128, 2, 3, 0.015), batches(128, 4, 4, 0.02), batches(256, 2, 5, 0.02));

    /** The same, a Spark job a step, to which larger batches are better. */
    static final List<Map<String, String>> BY_JOBS =
            List.of(byJobs(batches(512, 2, 6, 0.03)), byJobs(batches(64, 4, 3, 0.015)));

    /** On one partition, all steps of an epoch in a job. */
    static final List<Map<String, String>> ONE_PARTITION =
            List.of(inRounds(1, AN_EPOCH, batches(256, 1, 3, 0.015)), inRounds(1, AN_EPOCH, batches(512, 1, 5, 0.02)));

    /** Each partition by itself, with averages after so many steps. */
    static final Map<String, String> LOCAL_STEPS = inRounds(2, 50, batches(128, 2, 5, 0.01));

    static final List<PyTorchTraining.Settings> PYTORCH = List.of(
            new PyTorchTraining.Settings(128, 3, 0.01, 1, 1),
            new PyTorchTraining.Settings(256, 3, 0.01, 1, 1),
            new PyTorchTraining.Settings(256, 3, 0.01, 1, 2),
            new PyTorchTraining.Settings(512, 4, 0.02, 1, 1),
            new PyTorchTraining.Settings(512, 5, 0.02, 2, 2));

    /** Found in the same way; it has no one-cycle that spans epochs, so its learning rate decays from one to the next. */
    static final List<Dl4jTraining.Settings> DL4J =
            List.of(new Dl4jTraining.Settings(64, 100, 0.003, 0.9), new Dl4jTraining.Settings(64, 400, 0.005, 0.9));

    private Settings() {}

    /** The configuration, where it is not to say otherwise. */
    static RunConfig config(Map<String, String> overrides) {
        return RunConfig.load(Project.file(CONFIG), overrides);
    }

    private static Map<String, String> batches(int rows, int blocks, int epochs, double rate) {
        return Map.of(
                "block.rows", Integer.toString(rows),
                "batch.blocks", Integer.toString(blocks),
                "train.epochs", Integer.toString(epochs),
                "train.learning-rate", Double.toString(rate));
    }

    private static Map<String, String> byJobs(Map<String, String> batches) {
        Map<String, String> all = new LinkedHashMap<>(batches);
        all.put("cluster.steps", "job");
        return all;
    }

    private static Map<String, String> inRounds(int partitions, int steps, Map<String, String> batches) {
        Map<String, String> all = new LinkedHashMap<>(batches);
        all.put("train.sync", "local:" + steps);
        all.put("cluster.partitions", Integer.toString(partitions));
        all.put("check.every", "off");
        return all;
    }
}
