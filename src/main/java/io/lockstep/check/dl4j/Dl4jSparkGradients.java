package io.lockstep.check.dl4j;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockSource;
import io.lockstep.check.Answer;
import io.lockstep.check.SecondOpinion;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.Features;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.Scaling;
import io.lockstep.data.Targets;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The gradient implied by Deeplearning4j's own training on Spark: one step of its parameter averaging, in double, with
 * plain gradient descent. Every worker takes a step with the mean gradient of its shard, and the resulting parameters
 * are averaged: {@code gradient = (before - after) / learning rate}.
 *
 * <p>The average has no weights. Where all shards have the same number of examples it is the gradient of the batch; where
 * they have not, an example of a small shard counts for more than one of a large shard, and the result is
 * <em>not</em> the gradient, although the layout is correct. The loss is the one that the step reports, the same average of the
 * shards' mean losses.
 */
public final class Dl4jSparkGradients implements SecondOpinion {
    /** Why it is not for examples with weights: what its workers are sent has none. */
    public static final String WEIGHTS =
            "check.against: expected checks that take weights of examples, found dl4j-spark:"
                    + " Deeplearning4j's training on Spark has none. Use dl4j, autodiff or reference instead.";

    private final JavaSparkContext spark;
    private final Iterable<Block> blocks;
    private final Scaling scaling;
    private final Cut cut;

    /** How many of so many consecutive examples each worker gets. */
    interface Cut {
        List<Integer> shardSizes(int examples);
    }

    /**
     * Steps over these blocks, read anew each time, in shards as even as they can be.
     *
     * @param workers the number of shards; fewer, where there are fewer examples
     */
    public Dl4jSparkGradients(JavaSparkContext spark, Iterable<Block> blocks, Scaling scaling, int workers) {
        this(spark, blocks, scaling, examples -> balanced(examples, workers));
    }

    Dl4jSparkGradients(JavaSparkContext spark, Iterable<Block> blocks, Scaling scaling, Cut cut) {
        requireJavaSerialisation(spark.getConf());
        this.spark = spark;
        this.blocks = blocks;
        this.scaling = scaling;
        this.cut = cut;
    }

    static void requireJavaSerialisation(SparkConf conf) {
        String serializer = conf.get("spark.serializer", "");
        if (serializer.contains("Kryo")) {
            throw new IllegalArgumentException(
                    "spark.serializer: expected Java serialization for the check dl4j-spark, whose arrays lose their contents in Kryo, found "
                            + serializer
                            + ". Leave spark.serializer at its default, or remove dl4j-spark from the checks.");
        }
    }

    @Override
    public String name() {
        return "dl4j-spark";
    }

    /** Examples of each worker's shard of this batch. The check is binding only if they are all the same. */
    public List<Integer> shardSizes(Batch batch) {
        return cut.shardSizes(Math.toIntExact(batch.exampleCount()));
    }

    @Override
    public Answer answer(Parameters parameters, Batch batch) {
        List<Integer> sizes = shardSizes(batch);
        int smallest = Collections.min(sizes);
        int largest = Collections.max(sizes);
        return smallest == largest
                ? SecondOpinion.super
                        .answer(parameters, batch)
                        .noting("%d workers with %,d examples each".formatted(sizes.size(), largest), true)
                : SecondOpinion.super
                        .answer(parameters, batch)
                        .noting(
                                "unweighted average of the means of %d workers, each with %,d to %,d examples"
                                        .formatted(sizes.size(), smallest, largest),
                                false);
    }

    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        Architecture architecture = parameters.architecture();
        Scaling features = scaling; // not this: an executor needs no more
        List<Block> shards = shards(architecture, batch);
        JavaRDD<DataSet> data = spark.parallelize(shards, shards.size())
                .mapPartitions(shard -> Dl4jNetwork.dataSets(shard, architecture, features));
        MultiLayerNetwork network = Dl4jNetwork.open(parameters, true);
        try {
            double[] before = Dl4jNetwork.ours(architecture, network.params());
            SparkDl4jMultiLayer step = new SparkDl4jMultiLayer(spark, network, averagingOnce(shards));
            step.fit(data);
            double[] after = Dl4jNetwork.ours(architecture, network.params());
            long examples = shards.stream().mapToLong(Block::rows).sum();
            double[] gradientSum = new double[before.length];
            for (int i = 0; i < gradientSum.length; i++) {
                gradientSum[i] = (before[i] - after[i]) / Dl4jNetwork.LEARNING_RATE * examples;
            }
            return GradientSum.of(
                    architecture, batch, gradientSum, step.getScore() * examples, (double) examples, examples);
        } finally {
            Dl4jNetwork.close(network);
        }
    }

    /** Each worker fits its shard, which is one DataSet in one partition, once and as a whole. */
    private static ParameterAveragingTrainingMaster averagingOnce(List<Block> shards) {
        int largest = Collections.max(shards.stream().map(Block::rows).toList());
        return new ParameterAveragingTrainingMaster.Builder(shards.size(), largest)
                .batchSizePerWorker(largest) // a smaller one would cut shards into several steps
                .averagingFrequency(1)
                .aggregationDepth(1) // the driver adds up: no further stage, on an executor where ND4J has not started
                .workerPrefetchNumBatches(0)
                .saveUpdater(false) // plain gradient descent has no state
                .rddTrainingApproach(RDDTrainingApproach.Direct) // not by way of files
                .repartionData(Repartition.Never)
                .storageLevel(null) // two passes, of which the first only counts: not worth keeping
                .build();
    }

    /** The batch's examples, cut anew: a shard is a block of one worker's. */
    private List<Block> shards(Architecture architecture, Batch batch) {
        int examples = Math.toIntExact(batch.exampleCount());
        int columns = architecture.inputs();
        float[] features = new float[Math.multiplyExact(examples, columns)];
        float[] targets = new float[examples * architecture.outputs()];
        int[] labels = new int[examples];
        float[] values = new float[columns];
        int row = 0;
        for (Block block : BlockSource.ofBatch(batch, blocks)) {
            architecture.requireFits(block); // here, not on an executor
            if (block.weights() != null) {
                throw new IllegalArgumentException(WEIGHTS);
            }
            for (int i = 0; i < block.rows(); i++, row++) {
                block.features().copyRow(i, values);
                System.arraycopy(values, 0, features, row * columns, columns);
                labels[row] = (int) block.targets().value(i, 0);
                for (int j = 0; j < block.targets().columns(); j++) {
                    targets[row * block.targets().columns() + j] =
                            (float) block.targets().value(i, j);
                }
            }
        }
        return cut(
                new FloatFeatures(columns, features),
                architecture.loss() == Loss.MSE
                        ? new NumberTargets(architecture.outputs(), targets)
                        : new ClassTargets(labels));
    }

    private List<Block> cut(Features features, Targets targets) {
        List<Block> shards = new ArrayList<>();
        int row = 0;
        for (int rows : cut.shardSizes(targets.rows())) {
            shards.add(new Block(shards.size(), row, features.slice(row, row + rows), targets.slice(row, row + rows)));
            row += rows;
        }
        return shards;
    }

    private static List<Integer> balanced(int examples, int workers) {
        int shards = Math.min(workers, examples);
        List<Integer> sizes = new ArrayList<>();
        for (long shard = 0; shard < shards; shard++) {
            sizes.add((int) (examples * (shard + 1) / shards - examples * shard / shards));
        }
        return sizes;
    }
}
