package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.DigitBlocks;
import io.lockstep.cluster.dealing.Move;
import io.lockstep.cluster.executor.Place;
import io.lockstep.data.Examples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is done where executors have come or gone; they are mock ones, as in local mode there are none. */
class ElasticTest {
    private static final Examples DIGITS = DigitBlocks.digits(9, 193);
    private static final Place A = new Place("1", "10.0.0.1");
    private static final Place B = new Place("2", "10.0.0.2");

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static JavaSparkContext spark;

    private final List<LayoutChange> told = new ArrayList<>();
    private final Map<Place, Integer> slots = new LinkedHashMap<>(Map.of(A, 2));
    private int asked;
    private long now;
    private final SlotChanges changes = new SlotChanges(Duration.ofSeconds(10), List.of(A), () -> now);

    @BeforeAll
    static void startSpark() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stopSpark() {
        spark.close();
    }

    private Elastic elastic(ClusterBlocks training, List<ClusterBlocks> others, boolean givesBack) {
        return new Elastic(
                training,
                others,
                changes,
                () -> {
                    asked++;
                    return slots;
                },
                givesBack,
                told::add,
                () -> {});
    }

    private static ClusterBlocks blocks(int batchBlocks, int partitions) {
        ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, new BlockPlan(193, 16, batchBlocks, 3), partitions);
        assertThat(blocks.rdd().count()).isEqualTo(13);
        return blocks;
    }

    private void comes(Place place, int cores) {
        changes.came(place);
        slots.put(place, cores);
        now += Duration.ofSeconds(10).toNanos();
    }

    @Test
    void thePartitionsFollowTheSlotsAndEachDealingIsTold() {
        try (ClusterBlocks training = blocks(0, 2);
                ClusterBlocks validation = blocks(0, 2);
                Elastic elastic = elastic(training, List.of(validation), false)) {
            assertThat(elastic.look()).isFalse();
            assertThat(asked).isZero(); // a look costs nothing
            comes(B, 4);
            assertThat(elastic.look()).isTrue();
            assertThat(elastic.look()).isFalse();
            assertThat(training.partitions()).isEqualTo(6);
            assertThat(validation.partitions()).isEqualTo(6);
            changes.went("1");
            slots.remove(A);
            assertThat(elastic.look()).isTrue(); // at once
            assertThat(training.partitions()).isEqualTo(4);
            assertThat(told)
                    // it is all one JVM
                    .extracting(LayoutChange::sentence)
                    .containsExactly(
                            "partitions: 2 -> 6, executor 2 on 10.0.0.2 joined (0 of 13 blocks moved)",
                            "partitions: 6 -> 4, executor 1 on 10.0.0.1 lost (0 of 13 blocks moved)");
        }
    }

    @Test
    void thereAreNoMorePartitionsThanABatchHasBlocksWhereExecutorsAreGivenBack() {
        try (ClusterBlocks training = blocks(3, 2);
                Elastic elastic = elastic(training, List.of(), true)) {
            comes(B, 4);
            assertThat(elastic.look()).isTrue();
            assertThat(training.partitions()).isEqualTo(3);
        }
    }

    @Test
    void executorsThatStayAreAllUsedAsTheirMemoryHoldsTheBlocks() {
        try (ClusterBlocks training = blocks(3, 2);
                Elastic elastic = elastic(training, List.of(), false)) {
            comes(B, 40);
            assertThat(elastic.look()).isTrue();
            assertThat(training.partitions()).isEqualTo(13); // not more than there are blocks
        }
    }

    @Test
    void whileThereIsNoExecutorNothingIsDealt() {
        try (ClusterBlocks training = blocks(0, 2);
                Elastic elastic = elastic(training, List.of(), false)) {
            changes.went("1");
            slots.clear();
            assertThat(elastic.look()).isFalse();
            comes(B, 3);
            assertThat(elastic.look()).isTrue();
            assertThat(training.partitions()).isEqualTo(3);
            assertThat(told.get(0).sentence())
                    .startsWith("partitions: 2 -> 3, executor 1 on 10.0.0.1 lost, executor 2 on 10.0.0.2 joined");
        }
    }

    /** In local mode all tasks run elsewhere than at the mock executors. */
    @Test
    void blocksThatSparkHasPutElsewhereAreDealtAgainButNotForEver() {
        try (ClusterBlocks training = blocks(0, 2);
                Elastic elastic = elastic(training, List.of(), false)) {
            comes(B, 4);
            int dealings = 0;
            for (int look = 0; look < 20; look++) {
                dealings += elastic.look() ? 1 : 0;
                now += Duration.ofSeconds(10).toNanos();
            }
            assertThat(dealings).isEqualTo(1 + 3);
        }
    }

    @Test
    void inLocalModeAndWhereItIsNotWantedNothingIsDealt() {
        try (ClusterSession session = ClusterSession.attach(
                        org.apache.spark.sql.SparkSession.builder()
                                .sparkContext(spark.sc())
                                .getOrCreate(),
                        new ClusterNeeds(io.lockstep.pass.device.BackendPolicy.CPU, 1, Duration.ofMinutes(1), false));
                ClusterBlocks training = blocks(0, 1);
                Elastic elastic = Elastic.of(session, true, training, null, told::add, Duration.ZERO)) {
            assertThat(elastic.look()).isFalse();
            assertThat(training.partitions()).isEqualTo(1);
        }
    }

    @Test
    void aSentenceNamesAFewExecutors() {
        List<Place> many = IntStream.range(0, 1_200)
                .mapToObj(i -> new Place(Integer.toString(i), "host" + i))
                .toList();
        assertThat(new LayoutChange(many, List.of(), new Move(2, 2, 98, 5, 0, Duration.ZERO)).sentence())
                .isEqualTo("partitions: 2, executor 0 on host0, executor 1 on host1, executor 2 on host2 and 1,197 more"
                        + " joined (5 of 98 blocks moved)");
    }

    @Test
    void aRunAsksForWhatItCanUseWithinTheLimits() {
        SparkConf conf = new SparkConf(false).set("spark.executor.cores", "4");
        assertThat(ExecutorRequest.executorsInRun(98, conf)).isEqualTo(25);
        assertThat(ExecutorRequest.executorsInRun(98, conf.clone().set("spark.dynamicAllocation.maxExecutors", "7")))
                .isEqualTo(7);
        assertThat(ExecutorRequest.executorsInRun(3, conf.clone().set("spark.dynamicAllocation.minExecutors", "2")))
                .isEqualTo(2);
        assertThat(ExecutorRequest.executorsInRun(
                        98, conf.clone().set("spark.dynamicAllocation.executorAllocationRatio", "0.5")))
                .isEqualTo(13);
        assertThat(ExecutorRequest.executorsInRun(
                        3, conf.clone().set("spark.dynamicAllocation.initialExecutors", "10")))
                .isEqualTo(1);
    }
}
