package io.lockstep.config;

import static java.util.stream.Collectors.joining;

import io.lockstep.check.Opinion;
import io.lockstep.network.Activation;
import io.lockstep.network.Initializer;
import io.lockstep.network.Kernel;
import io.lockstep.network.Loss;
import io.lockstep.network.device.BackendPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run is told to do, checked and typed. Each component is the key of the same name in {@code reference.conf},
 * which says what it means: {@code train().learningRate()} is {@code train.learning-rate}.
 */
public record RunConfig(
        Run run, Data data, Network network, Compute compute, Blocks block, Train train, Cluster cluster, Check check) {

    /** What may change between two attempts at one run; a key that is missing here belongs to the run. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "run.id",
            "run.output",
            "run.max-runtime",
            "run.checkpoint-every",
            "data.source", // the data is known by its hashes
            "data.cache",
            "data.mirrors",
            "data.download-timeout",
            "data.download-attempts",
            "cluster.partitions",
            "cluster.min-slots",
            "cluster.startup-timeout",
            "check.audit");

    /**
     * The run itself.
     *
     * @param id name of the run's folder; empty if it is to be made from the time of the start
     * @param output local path of the folder that holds a folder for each run
     * @param seed of the initial weights
     * @param maxRuntime after which the run stops; zero for never
     * @param checkpointEvery so many steps the parameters are kept
     */
    public record Run(String id, String output, long seed, Duration maxRuntime, int checkpointEvery) {}

    /**
     * The examples.
     *
     * @param source {@code auto}, {@code drawn}, {@code mnist}, or a path
     * @param rows the first so many; 0 for all
     */
    public record Data(
            String source, int rows, Path cache, List<URI> mirrors, Duration downloadTimeout, int downloadAttempts) {

        /** The same, without the mirrors: what is not here is not fetched. */
        public Data withoutDownload() {
            return new Data(source, rows, cache, List.of(), downloadTimeout, downloadAttempts);
        }
    }

    /**
     * What is trained.
     *
     * @param layers features, hidden units, outputs: two sizes or more
     */
    public record Network(List<Integer> layers, Activation activation, Loss loss, Initializer init) {}

    /** How one block's gradient is computed, and on what. */
    public record Compute(Kernel kernel, BackendPolicy backend) {}

    /** The unit of work and of rounding. */
    public record Blocks(int rows) {}

    /** How the parameters move. */
    public record Train(int steps, double learningRate) {}

    /**
     * How the work is spread.
     *
     * @param partitions 0 for one a task slot
     * @param minSlots task slots that must be there before the run begins
     * @param startupTimeout how long the cluster may take to give them
     * @param mixed what becomes of the run where machines do not all give the same bits
     */
    public record Cluster(int partitions, int minSlots, Duration startupTimeout, MixedCluster mixed) {}

    /**
     * Who computes gradients again, and which.
     *
     * @param rows how many examples the slow opinions are asked about; 0 for all
     * @param audit the share of each step's blocks that is computed twice on the cluster, 0 .. 1
     */
    public record Check(List<Opinion> against, CheckSchedule every, int rows, double audit) {

        /** Whether this step of a run of so many is checked. */
        public boolean includes(int step, int steps) {
            return !against.isEmpty() && every.includes(step, steps);
        }

        /** Whether the driver computes as the executors do, and must give their bits. */
        public boolean asksLocal() {
            return every != CheckSchedule.Named.OFF && against.contains(Opinion.LOCAL);
        }
    }

    /**
     * Reads a configuration: the overrides over the file over {@code reference.conf}.
     *
     * @param file HOCON with its keys under {@code lockstep}; {@code null} for none
     * @param overrides key, with or without {@code lockstep.}, and value as text; lists with commas
     * @throws ConfigException with every unknown key, wrong type and value out of range
     */
    public static RunConfig load(@Nullable Path file, Map<String, String> overrides) {
        return read(new ConfigReader(new ConfigTree(file, overrides)));
    }

    /** The same of a configuration's text, as a driver inside a cluster is given it. */
    public static RunConfig parse(String text, Map<String, String> overrides) {
        String origin = "configuration";
        return read(new ConfigReader(new ConfigTree(Hocon.parse(text, origin), origin, overrides)));
    }

    /**
     * Reads back what {@link #effective} gave, to do the same again somewhere else.
     *
     * @param effective by key; of these only what has an effect on the result is taken, and for a missing one its default
     * @param here what is to hold of the rest
     */
    public static RunConfig again(Map<String, String> effective, Map<String, String> here) {
        Map<String, String> values = new TreeMap<>(effective);
        values.keySet().removeAll(WITHOUT_EFFECT);
        values.putAll(here);
        return load(null, values);
    }

    private static RunConfig read(ConfigReader in) {
        RunConfig config = new RunConfig(
                new Run(
                        in.name("run.id"),
                        in.text("run.output"),
                        in.integer("run.seed"),
                        in.duration("run.max-runtime", Duration.ZERO, Duration.ofDays(365)),
                        in.count("run.checkpoint-every", 1, 1_000_000)),
                new Data(
                        in.text("data.source"),
                        in.count("data.rows", 0, Integer.MAX_VALUE),
                        in.folder("data.cache"),
                        in.urls("data.mirrors"),
                        in.duration("data.download-timeout", Duration.ofMillis(10), Duration.ofHours(1)),
                        in.count("data.download-attempts", 1, 10)),
                new Network(
                        in.sizes("network.layers", 1_000_000),
                        in.choice("network.activation", Activation.class),
                        in.choice("network.loss", Loss.class),
                        in.choice("network.init", Initializer.class)),
                new Compute(
                        in.choice("compute.kernel", Kernel.class), in.choice("compute.backend", BackendPolicy.class)),
                new Blocks(in.count("block.rows", 1, 65_536)),
                new Train(in.count("train.steps", 1, 1_000_000), in.positive("train.learning-rate")),
                new Cluster(
                        in.count("cluster.partitions", 0, 100_000),
                        in.count("cluster.min-slots", 1, 100_000),
                        in.duration("cluster.startup-timeout", Duration.ofSeconds(1), Duration.ofDays(1)),
                        in.choice("cluster.mixed", MixedCluster.class)),
                new Check(
                        in.choices("check.against", Opinion.class),
                        in.checkSchedule("check.every"),
                        in.count("check.rows", 0, Integer.MAX_VALUE),
                        in.share("check.audit")));
        in.refuse(
                config.compute.backend != BackendPolicy.CPU && config.compute.kernel != Kernel.ND4J,
                "compute.kernel",
                "nd4j with compute.backend = " + config.compute.backend,
                "Set compute.kernel = nd4j: the fused kernel is for CPUs.");
        in.finish();
        return config;
    }

    /** Every key with its value in effect, as {@link #load} takes it back, except that passwords and tokens are {@code ***}. */
    public SortedMap<String, String> effective() {
        SortedMap<String, String> values = new TreeMap<>();
        values.put("run.id", run.id);
        values.put("run.output", Secrets.redact(run.output));
        values.put("run.seed", Long.toString(run.seed));
        values.put("run.max-runtime", run.maxRuntime.toMillis() + "ms");
        values.put("run.checkpoint-every", Integer.toString(run.checkpointEvery));
        values.put("data.source", Secrets.redact(data.source));
        values.put("data.rows", Integer.toString(data.rows));
        values.put("data.cache", data.cache.toString());
        values.put("data.mirrors", joined(data.mirrors, ","));
        values.put("data.download-timeout", data.downloadTimeout.toMillis() + "ms");
        values.put("data.download-attempts", Integer.toString(data.downloadAttempts));
        values.put("network.layers", joined(network.layers, "-"));
        values.put("network.activation", network.activation.toString());
        values.put("network.loss", network.loss.toString());
        values.put("network.init", network.init.toString());
        values.put("compute.kernel", compute.kernel.toString());
        values.put("compute.backend", compute.backend.toString());
        values.put("block.rows", Integer.toString(block.rows));
        values.put("train.steps", Integer.toString(train.steps));
        values.put("train.learning-rate", Double.toString(train.learningRate));
        values.put("cluster.partitions", Integer.toString(cluster.partitions));
        values.put("cluster.min-slots", Integer.toString(cluster.minSlots));
        values.put("cluster.startup-timeout", cluster.startupTimeout.toMillis() + "ms");
        values.put("cluster.mixed", cluster.mixed.toString());
        values.put("check.against", joined(check.against, ","));
        values.put("check.every", check.every.toString());
        values.put("check.rows", Integer.toString(check.rows));
        values.put("check.audit", Double.toString(check.audit));
        return Collections.unmodifiableSortedMap(values);
    }

    /** Of {@link #effective}, what has an effect on the result: not where the data is, nor how the work is spread. */
    public SortedMap<String, String> inputs() {
        SortedMap<String, String> inputs = new TreeMap<>(effective());
        inputs.keySet().removeAll(WITHOUT_EFFECT);
        return inputs;
    }

    /** Each value on its own loses its secrets: joined, one could hide behind another. */
    private static String joined(Collection<?> values, String separator) {
        return values.stream().map(value -> Secrets.redact(value.toString())).collect(joining(separator));
    }
}
