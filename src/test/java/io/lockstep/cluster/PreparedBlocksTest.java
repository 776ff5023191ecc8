package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.ImageBlock;
import io.lockstep.block.TableBlocks;
import io.lockstep.block.TableBlocks.Kind;
import io.lockstep.check.LocalGradients;
import io.lockstep.check.ReferenceGradients;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.Examples;
import io.lockstep.data.Features;
import io.lockstep.data.PreparedFeatures;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.InputGradient;
import io.lockstep.metric.Mistake;
import io.lockstep.metric.WrongClass;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.report.MistakeRecord;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDInfo;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that were prepared for the kernel, wherever they are read: nobody can tell them from those that were not. */
class PreparedBlocksTest {
    /** 7 blocks, the last of one row. */
    private static final BlockPlan PLAN = new BlockPlan(193, 32);

    private static final Examples DIGITS = DigitBlocks.digits(9, (int) PLAN.examples());
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, DigitBlocks.STANDARDIZER);
    private static final Parameters DIGITS_PARAMETERS =
            Parameters.initial(Networks.CLASSIFIER, Initializer.KAIMING_FAN_IN, 7);
    private static final Architecture OF_A_TABLE = new Architecture(List.of(21, 6, 4), Activation.RELU, Loss.CROSS_ENTROPY);

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static JavaSparkContext spark;

    @BeforeAll
    static void startSpark() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    private static ClusterBlocks raw() {
        return ClusterBlocks.of(spark, DIGITS, PLAN, 3);
    }

    private static Gradient gradient(GradientSource source) {
        return source.gradientSum(DIGITS_PARAMETERS, PLAN.fullBatch(1)).mean();
    }

    private static void assertSameBits(Gradient found, Gradient expected) {
        assertThat(found.values()).containsExactly(expected.values());
        assertThat(found.loss()).isEqualTo(expected.loss());
        assertThat(found.exampleCount()).isEqualTo(expected.exampleCount());
    }

    /** Against one thread, whose blocks were never prepared, and against blocks on Spark that were not. */
    @Test
    void theGradientHasTheSameBits() {
        Gradient local = gradient(new LocalGradients(DigitBlocks.of(9, 193, 32), PASS));
        try (ClusterBlocks raw = raw();
                ClusterBlocks prepared = raw().preparedFor(PASS)) {
            assertThat(prepared.rdd().collect()).allMatch(block -> block.value().features() instanceof PreparedFeatures);
            assertThat(raw.rdd().collect()).allMatch(block -> block.value().features() instanceof ByteFeatures);
            assertSameBits(gradient(new ClusterGradients(prepared, PASS)), local);
            assertSameBits(gradient(new ClusterGradients(raw, PASS)), local);
        }
    }

    @Test
    void evaluationAndInputGradientsAreTheSame() {
        try (ClusterBlocks raw = raw();
                ClusterBlocks prepared = raw().preparedFor(PASS)) {
            assertThat(prepared.evaluate(DIGITS_PARAMETERS, PASS)).isEqualTo(raw.evaluate(DIGITS_PARAMETERS, PASS));
            List<InputGradient> expected = raw.inputGradients(DIGITS_PARAMETERS, PASS, 70);
            List<InputGradient> found = prepared.inputGradients(DIGITS_PARAMETERS, PASS, 70);
            assertThat(found).extracting(InputGradient::block).containsExactly(0, 1, 2);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).dInput()).containsExactly(expected.get(i).dInput());
            }
        }
    }

    /** The report shows pixels: those of the file, not numbers of a pass. */
    @Test
    void mistakesHaveThePixelsOfTheirExamples() {
        try (ClusterBlocks raw = raw();
                ClusterBlocks prepared = raw().preparedFor(PASS)) {
            List<Mistake> expected = raw.mistakes(DIGITS_PARAMETERS, PASS, 25);
            List<Mistake> found = prepared.mistakes(DIGITS_PARAMETERS, PASS, 25);
            assertThat(found).hasSize(25).hasOnlyElementsOfType(WrongClass.class);
            for (int i = 0; i < found.size(); i++) {
                MistakeRecord record = MistakeRecord.of(found.get(i), null);
                assertThat(record).usingRecursiveComparison().isEqualTo(MistakeRecord.of(expected.get(i), null));
                assertThat(record.pixels()).containsExactly(pixels(found.get(i).example()));
            }
        }
    }

    private static byte[] pixels(long example) {
        byte[] all = ImageBlock.pixels(DigitBlocks.one(9, (int) PLAN.examples()));
        return Arrays.copyOfRange(all, (int) example * 784, (int) (example + 1) * 784);
    }

    /** Checks on the driver read them, among them implementations that know no kernel. */
    @Test
    void checksOnTheDriverReadTheNumbersOfTheFile() {
        try (ClusterBlocks raw = raw();
                ClusterBlocks prepared = raw().preparedFor(PASS)) {
            assertSameBits(gradient(new LocalGradients(prepared.driverBlocks(), PASS)),
                    gradient(new LocalGradients(raw.driverBlocks(), PASS)));
            assertSameBits(gradient(new ReferenceGradients(prepared.driverBlocks(), DigitBlocks.STANDARDIZER)),
                    gradient(new ReferenceGradients(raw.driverBlocks(), DigitBlocks.STANDARDIZER)));
            PassPlan modules = PASS.by(Kernel.ND4J);
            assertSameBits(gradient(new LocalGradients(prepared.driverBlocks(), modules)),
                    gradient(new LocalGradients(raw.driverBlocks(), modules)));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindOfFeaturesKeepsItsNumbers(Kind kind) {
        TableBlocks table = TableBlocks.of(OF_A_TABLE, kind, 51, 193).weighted(52);
        assertKeepsItsNumbers(table);
        if (kind != Kind.BYTES) {
            assertKeepsItsNumbers(TableBlocks.ofNumbers(OF_A_TABLE, kind, 53, 193)); // one column is far from 0
        }
    }

    private static void assertKeepsItsNumbers(TableBlocks table) {
        PassPlan pass = new PassPlan(Kernel.VECTOR, table.scaling());
        List<Block> blocks = table.of(32);
        Parameters parameters = Networks.drawn(OF_A_TABLE, 54);
        Gradient local = new LocalGradients(blocks, pass)
                .gradientSum(parameters, PLAN.fullBatch(1))
                .mean();
        try (ClusterBlocks prepared = kept(blocks, pass)) {
            assertSameBits(
                    new ClusterGradients(prepared, pass)
                            .gradientSum(parameters, PLAN.fullBatch(1))
                            .mean(),
                    local);
            Iterator<Block> found = prepared.driverBlocks().iterator();
            for (Block expected : blocks) {
                Block block = found.next();
                assertSameNumbers(block.features(), expected.features());
                int last = block.rows() - 1;
                assertSameNumbers(block.features().slice(last, last + 1), expected.features().slice(last, last + 1));
                assertThat(block.weights()).isEqualTo(expected.weights());
                assertThat(block.features().kind()).isEqualTo(expected.features().kind());
            }
        }
    }

    private static void assertSameNumbers(Features found, Features expected) {
        assertThat(List.of(found.rows(), found.columns())).containsExactly(expected.rows(), expected.columns());
        float[] row = new float[found.columns()];
        float[] same = new float[found.columns()];
        for (int i = 0; i < found.rows(); i++) {
            found.copyRow(i, row);
            expected.copyRow(i, same);
            assertThat(row).containsExactly(same);
        }
    }

    /** A full memory sends blocks to the disk, and another executor gets them over the network: both as bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"MEMORY_ONLY_SER", "DISK_ONLY"})
    void serialisedBlocksHaveTheSameBits(String level) {
        List<Block> digits = DigitBlocks.of(9, 193, 32);
        Gradient local = gradient(new LocalGradients(digits, PASS));
        try (ClusterBlocks prepared = kept(digits, PASS, StorageLevel.fromString(level))) {
            assertSameBits(gradient(new ClusterGradients(prepared, PASS)), local);
        }
    }

    private static ClusterBlocks kept(List<Block> blocks, PassPlan pass) {
        return kept(blocks, pass, StorageLevel.NONE());
    }

    /** Prepared in tasks and kept by Spark at this level, from where all that follows takes them. */
    private static ClusterBlocks kept(List<Block> blocks, PassPlan pass, StorageLevel level) {
        JavaRDD<JavaSerialized<Block>> prepared = spark.parallelize(
                        blocks.stream().map(JavaSerialized::of).toList(), 1)
                .map(block -> JavaSerialized.of(pass.prepare(block.value())))
                .persist(level);
        assertThat(prepared.count()).isEqualTo(blocks.size());
        for (RDDInfo info : spark.sc().getRDDStorageInfo()) {
            if (info.id() == prepared.id()) {
                assertThat(level.useDisk() ? info.diskSize() : info.memSize()).isPositive();
            }
        }
        return ClusterBlocks.of(spark, "blocks", PLAN, prepared.map(block -> block));
    }

    /** A weight of a pixel that is blank in all examples: nothing that was left out of a block may hide it. */
    @Test
    void aWeightThatIsNotANumberIsFoundThoughItsPixelIsBlank() {
        float[] values = DIGITS_PARAMETERS.values().clone();
        values[0] = Float.NaN;
        Parameters broken = new Parameters(Networks.CLASSIFIER, values);
        try (ClusterBlocks prepared = raw().preparedFor(PASS)) {
            assertThatThrownBy(() -> new ClusterGradients(prepared, PASS)
                            .gradientSum(broken, PLAN.fullBatch(1))
                            .mean())
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("block 0")
                    .hasMessageContaining("found NaN");
        }
    }

    /** They replace those they are made of, in Spark's cache too. */
    @Test
    void onlyPreparedBlocksAreCachedAndTheyAreLetGo() {
        int before = spark.getPersistentRDDs().size();
        try (ClusterBlocks prepared = raw().preparedFor(PASS)) {
            assertThat(prepared.rdd().count()).isEqualTo(PLAN.blockCount());
            assertThat(spark.getPersistentRDDs()).hasSize(before + 1);
        }
        assertThat(spark.getPersistentRDDs()).hasSize(before);
    }

    @Test
    void otherKernelsTakeBlocksAsTheyAre() {
        try (ClusterBlocks raw = raw()) {
            assertThat(raw.preparedFor(PASS.by(Kernel.ND4J))).isSameAs(raw);
        }
    }
}
