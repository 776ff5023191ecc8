package io.lockstep.config;

import io.lockstep.check.Opinion;
import io.lockstep.data.DataException;
import io.lockstep.data.table.Scale;
import io.lockstep.data.table.TableChoice;
import io.lockstep.hadoop.Locations;
import io.lockstep.network.Activation;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Kernel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a run, checked and typed. Each component is the key of the same name in {@code reference.conf},
 * which says what it means: {@code train().learningRate()} is {@code train.learning-rate}.
 */
public record RunConfig(
        Run run,
        Data data,
        Table table,
        Network network,
        Compute compute,
        Blocks block,
        Batches batch,
        Train train,
        Optimizer optimizer,
        Schedule schedule,
        Cluster cluster,
        Check check) {

    /** What may change between two attempts at one run; a key that is missing here belongs to the run. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "run.id",
            "run.output",
            "run.max-runtime",
            "run.checkpoint-every",
            "run.keep-checkpoints",
            "data.source", // the data is known by its hashes
            "data.format",
            "data.cache",
            "data.mirrors",
            "data.download-timeout",
            "data.download-attempts",
            "train.initial-model", // its parameters are known by their hash
            "cluster.partitions",
            "cluster.min-slots",
            "cluster.startup-timeout",
            "cluster.gpu-cache",
            "cluster.steps",
            "cluster.round",
            "cluster.elastic",
            "cluster.task-timeout",
            "check.audit");

    /**
     * The run itself.
     *
     * @param id name of the run's folder; empty if it is to be made from the time of the start
     * @param output path or URI of the folder that holds a folder for each run
     * @param seed of the initial weights and of the shuffles
     * @param maxRuntime after which the run stops; zero for never
     * @param checkpointEvery so many steps a checkpoint is written
     * @param keepCheckpoints how many of them are kept
     */
    public record Run(
            String id, String output, long seed, Duration maxRuntime, int checkpointEvery, int keepCheckpoints) {

        /**
         * The folder that {@code output} names.
         *
         * @throws ConfigException if that is a URI of a file system that Hadoop does not know
         */
        public Path folder() {
            try {
                return Locations.of("run.output", output);
            } catch (DataException e) {
                throw new ConfigException(String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * The examples.
     *
     * @param source {@code auto}, {@code drawn}, {@code mnist}, a path, or {@code table:NAME}
     * @param format of a table, as Spark names it; empty where it is recognised
     * @param options of Spark's reader
     * @param rows the first so many; 0 for all
     */
    public record Data(
            String source,
            String format,
            SortedMap<String, String> options,
            int rows,
            Path cache,
            List<URI> mirrors,
            Duration downloadTimeout,
            int downloadAttempts) {

        /** The same, without the mirrors: what is not here is not fetched. */
        public Data withoutDownload() {
            return new Data(source, format, options, rows, cache, List.of(), downloadTimeout, downloadAttempts);
        }
    }

    /**
     * A table's columns, by the keys {@code data.label}, {@code data.features}, ...
     *
     * @param choice which column is what
     * @param scale how numbers are scaled; null for what suits the kind of data
     * @param valid which rows are the validation set: a fraction, 0 for none, a column of booleans, or another source
     */
    public record Table(TableChoice choice, @Nullable Scale scale, String valid) {

        /** The fraction of the rows that is the validation set, 0 for none; empty if {@code valid} is a column or a source. */
        public Optional<Double> validFraction() {
            return fraction(valid);
        }

        static Optional<Double> fraction(String text) {
            return text.strip().matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")
                    ? Optional.of(Double.parseDouble(text.strip()))
                    : Optional.empty();
        }
    }

    /** The same, of which nothing is fetched from a mirror. */
    public RunConfig withoutDownload() {
        return new RunConfig(
                run,
                data.withoutDownload(),
                table,
                network,
                compute,
                block,
                batch,
                train,
                optimizer,
                schedule,
                cluster,
                check);
    }

    /**
     * What is trained.
     *
     * @param layers features, hidden units, outputs: two sizes or more; empty where features and outputs are the data's
     * @param hidden units of the hidden layers, where {@code layers} is empty
     */
    public record Network(
            List<Integer> layers, List<Integer> hidden, Activation activation, Loss loss, Initializer init) {}

    /** How one block's gradient is computed, and on what. */
    public record Compute(Kernel kernel, BackendPolicy backend) {}

    /** The unit of work and of rounding. */
    public record Blocks(int rows) {}

    /** What a step uses: so many blocks; 0 for all. */
    public record Batches(int blocks) {}

    /**
     * How long is trained, and which parameters become the model.
     *
     * @param steps in all, where {@code epochs} is 0
     * @param epochs in all; 0 for so many steps
     * @param learningRate of the first step, or the largest, as the schedule has it
     * @param sync synchronisation mode
     * @param evaluateEvery so many epochs the network is evaluated on the validation set; 0 for only at the end
     * @param monitor which of two networks is better
     * @param patience evaluations without improvement after which training stops early; 0 for never
     * @param tolerance by which share of the best score an evaluation must be better, so that it counts as an improvement
     * @param keep which parameters become the model
     * @param initialModel folder of the model that training begins with; empty where the seed draws the parameters
     */
    public record Train(
            int steps,
            int epochs,
            double learningRate,
            Sync sync,
            int evaluateEvery,
            Monitor monitor,
            int patience,
            double tolerance,
            Keep keep,
            String initialModel) {}

    /**
     * The optimizer; each name uses some of the numbers.
     *
     * @param clipNorm maximum L2 norm of the gradient; 0 for no clipping
     */
    public record Optimizer(
            OptimizerName name,
            double momentum,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            double clipNorm) {}

    /** How the learning rate changes; each name uses some of the numbers. */
    public record Schedule(
            ScheduleName name,
            int every,
            double gamma,
            double minimum,
            double warmUp,
            double divisor,
            double finalDivisor) {}

    /**
     * How the work is spread.
     *
     * @param partitions 0 for one a task slot
     * @param minSlots task slots that must be there before the run begins
     * @param startupTimeout how long the cluster may take to give them
     * @param mixed policy for machines whose results differ in some bits
     * @param gpuCache the share of a GPU's memory for blocks that stay there between steps
     * @param steps how exact steps are carried out
     * @param round duration after which a round of steps in one stage ends
     * @param elastic whether the partitions follow the task slots during the run
     * @param taskTimeout how long a step waits for one task; zero for automatic
     */
    public record Cluster(
            int partitions,
            int minSlots,
            Duration startupTimeout,
            MixedCluster mixed,
            double gpuCache,
            StepMode steps,
            Duration round,
            boolean elastic,
            Duration taskTimeout) {}

    /**
     * Which gradients are checked, and how.
     *
     * @param rows how many examples the slow checks use; 0 for all
     * @param audit the share of each step's blocks that is computed twice on the cluster, 0 .. 1
     */
    public record Check(List<Opinion> against, CheckSchedule every, int rows, double audit) {

        /** Whether this step of a run of so many is checked. */
        public boolean includes(int step, int steps) {
            return !against.isEmpty() && every.includes(step, steps);
        }

        /** Whether the driver computes as the executors do and must be bit-identical. */
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
        return RunConfigReader.read(new ConfigReader(new ConfigTree(file, overrides)));
    }

    /** The same of a configuration's text, as a driver inside a cluster is given it. */
    public static RunConfig parse(String text, Map<String, String> overrides) {
        String origin = "configuration";
        return RunConfigReader.read(new ConfigReader(new ConfigTree(Hocon.parse(text, origin), origin, overrides)));
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
        values.keySet().removeIf(key -> key.startsWith("data.options."));
        values.putAll(here);
        return load(null, values);
    }

    /** Every key with its value in effect, as {@link #load} takes it back, except that passwords and tokens are {@code ***}. */
    public SortedMap<String, String> effective() {
        return EffectiveValues.of(this);
    }

    /** Of {@link #effective}, what has an effect on the result: not where the data is, nor how the work is spread. */
    public SortedMap<String, String> inputs() {
        SortedMap<String, String> inputs = new TreeMap<>(effective());
        inputs.keySet().removeAll(WITHOUT_EFFECT);
        inputs.keySet().removeIf(key -> key.startsWith("data.options."));
        if (train.tolerance == 0) { // as in runs of earlier builds, which did not have the key
            inputs.remove("train.tolerance");
        }
        if (!train.sync.isExact()) {
            inputs.put("cluster.partitions", Integer.toString(cluster.partitions));
        }
        return inputs;
    }
}
