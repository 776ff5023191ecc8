package io.lockstep.config;

import static java.util.stream.Collectors.joining;

import io.lockstep.data.Spelling;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** A configuration as texts by key, without its passwords and tokens: for records, and to be read back. */
final class EffectiveValues {
    private EffectiveValues() {}

    /** Of this configuration. */
    static SortedMap<String, String> of(RunConfig config) {
        SortedMap<String, String> values = new TreeMap<>();
        values.put("run.id", config.run().id());
        values.put("run.output", Secrets.redact(config.run().output()));
        values.put("run.seed", Long.toString(config.run().seed()));
        values.put("run.max-runtime", config.run().maxRuntime().toMillis() + "ms");
        values.put("run.checkpoint-every", Integer.toString(config.run().checkpointEvery()));
        values.put("run.keep-checkpoints", Integer.toString(config.run().keepCheckpoints()));
        values.put("data.source", Secrets.redact(config.data().source()));
        values.put("data.format", config.data().format());
        config.data()
                .options()
                .forEach((name, value) -> values.put("data.options." + name, Secrets.redact(name, value)));
        values.put("data.rows", Integer.toString(config.data().rows()));
        values.put("data.label", String.join(",", config.table().choice().label()));
        values.put("data.features", String.join(",", config.table().choice().features()));
        values.put("data.id", config.table().choice().id());
        values.put("data.weight", config.table().choice().weight());
        values.put("data.class-weight", config.table().choice().classWeight().toString());
        values.put("data.valid", Secrets.redact(config.table().valid()));
        values.put("data.missing", config.table().choice().missing().toString());
        values.put("data.categories", config.table().choice().categories().toString());
        values.put(
                "data.scale",
                config.table().scale() == null ? "auto" : config.table().scale().toString());
        values.put("data.target-scale", config.table().choice().targetScale() ? "standardize" : "none");
        values.put("data.cache", config.data().cache().toString());
        values.put("data.mirrors", joined(config.data().mirrors(), ","));
        values.put("data.download-timeout", config.data().downloadTimeout().toMillis() + "ms");
        values.put("data.download-attempts", Integer.toString(config.data().downloadAttempts()));
        values.put("network.layers", joined(config.network().layers(), "-"));
        values.put(
                "network.hidden",
                config.network().hidden().isEmpty()
                        ? "none"
                        : joined(config.network().hidden(), "-"));
        values.put("network.activation", Spelling.inFiles(config.network().activation()));
        values.put("network.loss", Spelling.inFiles(config.network().loss()));
        values.put("network.init", Spelling.inFiles(config.network().init()));
        values.put("compute.kernel", config.compute().kernel().toString());
        values.put("compute.backend", config.compute().backend().toString());
        values.put("block.rows", Integer.toString(config.block().rows()));
        values.put("batch.blocks", Integer.toString(config.batch().blocks()));
        values.put("train.steps", Integer.toString(config.train().steps()));
        values.put("train.epochs", Integer.toString(config.train().epochs()));
        values.put("train.learning-rate", Double.toString(config.train().learningRate()));
        values.put("train.sync", config.train().sync().toString());
        values.put("train.evaluate-every", Integer.toString(config.train().evaluateEvery()));
        values.put("train.monitor", config.train().monitor().toString());
        values.put("train.patience", Integer.toString(config.train().patience()));
        values.put("train.tolerance", Double.toString(config.train().tolerance()));
        values.put("train.keep", config.train().keep().toString());
        values.put("train.initial-model", Secrets.redact(config.train().initialModel()));
        values.put("optimizer.name", config.optimizer().name().toString());
        values.put("optimizer.momentum", Double.toString(config.optimizer().momentum()));
        values.put("optimizer.beta1", Double.toString(config.optimizer().beta1()));
        values.put("optimizer.beta2", Double.toString(config.optimizer().beta2()));
        values.put("optimizer.epsilon", Double.toString(config.optimizer().epsilon()));
        values.put("optimizer.weight-decay", Double.toString(config.optimizer().weightDecay()));
        values.put("optimizer.clip-norm", Double.toString(config.optimizer().clipNorm()));
        values.put("schedule.name", config.schedule().name().toString());
        values.put("schedule.every", Integer.toString(config.schedule().every()));
        values.put("schedule.gamma", Double.toString(config.schedule().gamma()));
        values.put("schedule.minimum", Double.toString(config.schedule().minimum()));
        values.put("schedule.warm-up", Double.toString(config.schedule().warmUp()));
        values.put("schedule.divisor", Double.toString(config.schedule().divisor()));
        values.put("schedule.final-divisor", Double.toString(config.schedule().finalDivisor()));
        values.put("cluster.partitions", Integer.toString(config.cluster().partitions()));
        values.put("cluster.min-slots", Integer.toString(config.cluster().minSlots()));
        values.put("cluster.startup-timeout", config.cluster().startupTimeout().toMillis() + "ms");
        values.put("cluster.mixed", config.cluster().mixed().toString());
        values.put("cluster.gpu-cache", Double.toString(config.cluster().gpuCache()));
        values.put("cluster.steps", config.cluster().steps().toString());
        values.put("cluster.round", config.cluster().round().toMillis() + "ms");
        values.put("cluster.elastic", Boolean.toString(config.cluster().elastic()));
        values.put("cluster.task-timeout", config.cluster().taskTimeout().toMillis() + "ms");
        values.put("check.against", joined(config.check().against(), ","));
        values.put("check.every", config.check().every().toString());
        values.put("check.rows", Integer.toString(config.check().rows()));
        values.put("check.audit", Double.toString(config.check().audit()));
        return Collections.unmodifiableSortedMap(values);
    }

    /** Each value on its own loses its secrets: joined, one could hide behind another. */
    private static String joined(Collection<?> values, String separator) {
        return values.stream().map(value -> Secrets.redact(value.toString())).collect(joining(separator));
    }
}
