package io.lockstep.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.check.LocalGradients;
import io.lockstep.cluster.audit.AuditedGradients;
import io.lockstep.cluster.bits.Fingerprints;
import io.lockstep.cluster.bits.SameBits;
import io.lockstep.cluster.executor.ResourceException;
import io.lockstep.cluster.table.PredictionFolder;
import io.lockstep.cluster.table.PredictionFormat;
import io.lockstep.cluster.table.Predictions;
import io.lockstep.cluster.table.Written;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.DataException;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.gradient.GradientSource;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.Mistake;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Fingerprint;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.train.Adam;
import io.lockstep.train.LocalRounds;
import io.lockstep.train.Schedule;
import io.lockstep.train.Step;
import io.lockstep.train.Trainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockStatus;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/** Sessions on a Spark that is the caller's, who may run other things on it, before, beside and after. */
@SuppressWarnings("NullAway.Init") // each test starts Spark
class ClusterSessionAttachTest {
    private static final ClusterNeeds NEEDS = new ClusterNeeds(BackendPolicy.CPU, 1, Duration.ofMinutes(5));
    private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";
    private static final Examples DIGITS = new DrawnDigits(1, 1_200, 100).split(SplitName.TRAIN);
    private static final PassPlan PASS = new PassPlan(Kernel.VECTOR, new Standardizer(0.13, 0.31));
    private static final BlockPlan PLAN = new BlockPlan(577, 64); // 10 blocks, the last of one row
    private static final Architecture SMALL =
            new Architecture(List.of(784, 12, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    /** Its parameters are too many to travel with a task's code. */
    private static final Architecture LARGE =
            new Architecture(List.of(784, 340, 10), Activation.RELU, Loss.CROSS_ENTROPY);

    private static final int ROOM_OF_AN_EMPTY_PARTITION = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private SparkSession caller;
    private JavaSparkContext spark;

    /** The caller's, with what the caller has set. */
    private void start(Map<String, String> settings) {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[2]")
                .appName("the caller's")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1");
        settings.forEach(builder::config);
        caller = builder.getOrCreate();
        spark = JavaSparkContext.fromSparkContext(caller.sparkContext());
    }

    @AfterEach
    void stop() {
        Gate.OPEN.countDown();
        spark.close();
        SparkSession.clearActiveSession();
        SparkSession.clearDefaultSession();
    }

    // ---- any serialiser

    @Test
    void kryoGivesTheBitsOfJavasSerialiser() {
        Map<String, Object> byJava = everything(Map.of());
        assertThat(everything(Map.of("spark.serializer", KRYO))).isEqualTo(byJava);
        // the strictest: Kryo may write only what is named
        Map<String, String> strict = Map.of(
                "spark.serializer",
                KRYO,
                "spark.kryo.registrationRequired",
                "true",
                "spark.kryo.classesToRegister",
                JavaSerialized.class.getName());
        assertThat(everything(strict)).isEqualTo(byJava);
    }

    /** All that crosses between driver and executors. */
    private Map<String, Object> everything(Map<String, String> settings) {
        start(settings);
        Map<String, Object> results = new TreeMap<>();
        try (ClusterSession session = ClusterSession.attach(caller, NEEDS)) {
            session.run(() -> {
                PassPlan pass = session.choose(PASS, BackendPolicy.CPU).plan();
                ProbeBlocks probe = ProbeBlocks.of(SMALL, PLAN);
                results.put(
                        "fingerprints", session.fingerprints(probe, pass, true).summary());
                results.put("probes", session.onEachExecutor(address -> new ProbeAnswer(address)));
                for (int partitions : List.of(3, 40)) { // 40: reduced in a tree
                    try (ClusterBlocks blocks = ClusterBlocks.of(session.spark(), DIGITS, PLAN, partitions)) {
                        AuditedGradients audited =
                                new AuditedGradients(new ClusterGradients(blocks, pass), new AuditPlan(1, 1));
                        results.put("steps", digests(SMALL, 7, 2, audited));
                        if (partitions < 10) {
                            results.put("a broadcast", digests(LARGE, 7, 1, audited));
                        }
                        Parameters parameters = initial(SMALL, 7);
                        Evaluation evaluation = blocks.evaluate(parameters, pass);
                        results.put("evaluation", evaluation);
                        assertThat(blocks.evaluate(parameters, List.of(PASS.with(Standardizer.identity()), pass)))
                                .last()
                                .isEqualTo(evaluation);
                        results.put(
                                "mistakes",
                                blocks.mistakes(parameters, pass, 20).stream()
                                        .map(Mistake::example)
                                        .toList());
                        results.put(
                                "input gradients",
                                blocks.inputGradients(parameters, pass, 100)
                                        .get(1)
                                        .dInput()[500]);
                        LocalRounds.Outcome outcome = new ClusterRounds(blocks, pass, adam())
                                .take(adam().initial(parameters), List.of(PLAN.fullBatch(1)), List.of(0.01));
                        results.put(
                                "rounds of " + partitions,
                                outcome.state().parameters().sha256());
                        evict(blocks);
                        assertThat(blocks.evaluate(parameters, pass)).isEqualTo(evaluation);
                    }
                }
                Predictions predictions = Predictions.of(session.spark(), DIGITS, null, 2);
                results.put("tally", evaluate(predictions, pass));
                return results;
            });
        } finally {
            stop();
        }
        return results;
    }

    private record ProbeAnswer(String address) implements java.io.Serializable {}

    private Evaluation evaluate(Predictions predictions, PassPlan pass) {
        Path out = folder.resolve("predictions-" + System.nanoTime());
        Written written = predictions.write(
                initial(SMALL, 7), pass, PredictionFormat.PARQUET, PredictionFolder.at(out.toString()));
        assertThat(written.rows()).isEqualTo(DIGITS.rows());
        return predictions.evaluate(initial(SMALL, 7), pass);
    }

    /** Blocks that go to the disk are written by the application's serialiser. */
    private static void evict(ClusterBlocks blocks) {
        var manager = SparkEnv.get().blockManager();
        for (int tries = 0; tries < 1_000; tries++) {
            long inMemory = 0;
            long onDisk = 0;
            for (int partition = 0; partition < blocks.partitions(); partition++) {
                BlockStatus status = manager.getStatus(
                                new RDDBlockId(blocks.rdd().id(), partition))
                        .get();
                inMemory += status.memSize() > ROOM_OF_AN_EMPTY_PARTITION ? 1 : 0;
                onDisk += status.diskSize();
            }
            if (inMemory == 0 && onDisk > 0) {
                return;
            }
            manager.memoryStore().evictBlocksToFreeSpace(Option.empty(), 1, MemoryMode.ON_HEAP);
        }
        throw new AssertionError("no block was brought to the disk");
    }

    @Test
    void kryoThatMayNotWriteOurClassIsAnErrorThatNamesIt() {
        start(Map.of("spark.serializer", KRYO, "spark.kryo.registrationRequired", "true"));
        assertThatThrownBy(() -> ClusterSession.attach(caller, NEEDS))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("spark.kryo.registrationRequired: expected spark.kryo.classesToRegister to have "
                        + JavaSerialized.class.getName() + ", found none");
    }

    // ---- two at once

    @ParameterizedTest
    @ValueSource(strings = {"org.apache.spark.serializer.JavaSerializer", KRYO})
    void twoTrainingsAtOnceGiveTheBitsOfEachAlone(String serializer) throws Exception {
        start(Map.of("spark.serializer", serializer));
        BlockPlan other = new BlockPlan(400, 37, 3, 5); // other data, in mini-batches
        List<String> first = digests(PLAN, SMALL, 7, 12, alone(PLAN));
        List<String> second = digests(other, SMALL, 8, 12, alone(other));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<List<String>> one = threads.submit(() -> trained(PLAN, 7, 12));
            Future<List<String>> two = threads.submit(() -> trained(other, 8, 12));
            assertThat(one.get()).isEqualTo(first);
            assertThat(two.get()).isEqualTo(second);
        } finally {
            threads.shutdownNow();
        }
        assertNothingIsLeft();
    }

    private List<String> trained(BlockPlan plan, long seed, int steps) {
        try (ClusterSession session = ClusterSession.attach(caller, NEEDS)) {
            return session.run(() -> {
                try (ClusterBlocks blocks = ClusterBlocks.of(session.spark(), DIGITS, plan, 3)) {
                    return digests(plan, SMALL, seed, steps, new ClusterGradients(blocks, PASS));
                }
            });
        }
    }

    private static GradientSource alone(BlockPlan plan) {
        List<Block> blocks = new ArrayList<>();
        BlockReader.all(DIGITS, plan).forEach(blocks::add);
        return new LocalGradients(blocks, PASS);
    }

    private static List<String> digests(Architecture network, long seed, int steps, GradientSource source) {
        return digests(PLAN, network, seed, steps, source);
    }

    /** The digest of the parameters after each step. */
    private static List<String> digests(
            BlockPlan plan, Architecture network, long seed, int steps, GradientSource source) {
        List<String> digests = new ArrayList<>();
        Schedule rate = new Schedule.Constant(0.01);
        new Trainer(
                        plan,
                        source,
                        adam(),
                        rate,
                        (Step step) -> digests.add(step.after().parameters().sha256()))
                .run(adam().initial(initial(network, seed)), steps);
        return digests;
    }

    private static Adam adam() {
        return new Adam(0.9, 0.999, 1e-8, 0);
    }

    private static Parameters initial(Architecture network, long seed) {
        return Parameters.initial(network, Initializer.KAIMING_FAN_IN, seed);
    }

    // ---- what is left

    @Test
    void whatTheCallerHasSetIsAsItWas() {
        start(Map.of("spark.driver.maxResultSize", "500m"));
        spark.setJobGroup("nightly", "the caller's job", true);
        spark.sc().addJobTag("mine");
        spark.setLocalProperty("spark.scheduler.pool", "reports");
        SparkSession active = caller.newSession();
        SparkSession.setActiveSession(active);
        String settings = spark.getConf().toDebugString();
        var runtime = caller.conf().getAll();
        try (ClusterSession session = ClusterSession.attach(caller, NEEDS)) {
            session.run(() -> {
                assertThat(spark.getLocalProperty("spark.job.tags")).matches("mine,lockstep-[-0-9a-f]{36}");
                assertThat(spark.getLocalProperty("spark.jobGroup.id")).isEqualTo("nightly");
                assertThat(spark.getLocalProperty("spark.job.description")).isEqualTo("the caller's job");
                assertThat(spark.getLocalProperty("spark.job.interruptOnCancel"))
                        .isEqualTo("true");
                assertThat(spark.getLocalProperty("spark.scheduler.pool")).isEqualTo("reports");
                assertThat(SparkSession.active()).isSameAs(caller);
                return 0;
            });
            assertThatThrownBy(() -> session.run(() -> {
                        throw new IllegalStateException("planted");
                    }))
                    .hasMessage("planted");
            assertCallers(active);
            session.choose(PASS, BackendPolicy.CPU);
            assertCallers(active);
        }
        assertCallers(active);
        assertThat(spark.getConf().toDebugString()).isEqualTo(settings);
        assertThat(caller.conf().getAll()).isEqualTo(runtime);
        assertThat(spark.parallelize(List.of(1, 2), 2).count()).isEqualTo(2); // it runs
        assertNothingIsLeft();
    }

    private void assertCallers(SparkSession active) {
        assertThat(spark.getLocalProperty("spark.jobGroup.id")).isEqualTo("nightly");
        assertThat(spark.getLocalProperty("spark.job.description")).isEqualTo("the caller's job");
        assertThat(spark.getLocalProperty("spark.job.interruptOnCancel")).isEqualTo("true");
        assertThat(spark.getLocalProperty("spark.job.tags")).isEqualTo("mine");
        assertThat(SparkSession.active()).isSameAs(active);
    }

    @Test
    void largeParametersAreTakenBackFromTheExecutors() throws Exception {
        start(Map.of());
        try (ClusterSession session = ClusterSession.attach(caller, NEEDS);
                ClusterBlocks blocks = ClusterBlocks.of(spark, DIGITS, PLAN, 2)) {
            int sent = session.run(() -> blocks.withParameters(initial(LARGE, 1), parameters -> {
                assertThat(blocks.collect(mine -> parameters.value().values().length))
                        .containsOnly(LARGE.parameterCount());
                return largeBroadcasts();
            }));
            assertThat(sent).isPositive();
        }
        awaitThat(() -> largeBroadcasts() == 0); // Spark takes them back in a thread of its own
        assertNothingIsLeft();
    }

    /** Parts of broadcast values; the code of a task is far smaller. */
    private static int largeBroadcasts() {
        var manager = SparkEnv.get().blockManager();
        int large = 0;
        for (var id : JavaConverters.seqAsJavaList(manager.getMatchingBlockIds(
                new scala.runtime.AbstractFunction1<org.apache.spark.storage.BlockId, Object>() {
                    @Override
                    public Object apply(org.apache.spark.storage.BlockId id) {
                        return id.isBroadcast();
                    }
                }))) {
            Option<BlockStatus> status = manager.getStatus(id);
            large += status.isDefined() && status.get().memSize() + status.get().diskSize() > 500_000 ? 1 : 0;
        }
        return large;
    }

    @Test
    void aTrainingThatFailsLeavesTheCallersSparkUsable() throws Exception {
        start(Map.of());
        caller.sparkContext().setLogLevel("OFF"); // the failure would be told with its stack
        try (ClusterSession session = ClusterSession.attach(caller, NEEDS)) {
            assertThatThrownBy(() -> session.run(() -> {
                        try (ClusterBlocks blocks = ClusterBlocks.of(session.spark(), new Gate(true), PLAN, 3)) {
                            return digests(SMALL, 7, 2, new ClusterGradients(blocks, PASS));
                        }
                    }))
                    .rootCause()
                    .isInstanceOf(DataException.class);
            assertThat(trained(PLAN, 7, 3)).isEqualTo(digests(SMALL, 7, 3, alone(PLAN))); // another session, beside it
        }
        caller.sparkContext().setLogLevel("WARN");
        assertThat(caller.range(10).count()).isEqualTo(10);
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(spark.sc().isStopped()).isFalse();
        assertThat(spark.getPersistentRDDs()).isEmpty();
        assertThat(JavaConverters.seqAsJavaList(spark.sc()
                        .listenerBus()
                        .findListenersByClass(ClassTag$.MODULE$.<ExecutorWatch>apply(ExecutorWatch.class))))
                .isEmpty();
        awaitThat(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("executor watch")));
    }

    // ---- cancelling

    @Test
    void onlyTheSessionsOwnJobsAreCancelled() throws Exception {
        start(Map.of());
        Gate.reset();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        threads.submit(() -> 0).get(); // a thread that was there before the session, and inherits nothing of it
        try (ClusterSession session = ClusterSession.attach(caller, NEEDS);
                ClusterSession neighbour = ClusterSession.attach(caller, NEEDS)) {
            Future<Long> callers = threads.submit(() ->
                    spark.parallelize(List.of(1), 1).map(one -> Gate.pass(one)).count());
            ClusterBlocks blocks = session.run(() -> ClusterBlocks.of(session.spark(), new Gate(false), PLAN, 1));
            // not within session.run, and in another thread: its jobs are the session's all the same
            Future<Evaluation> ours = threads.submit(() -> blocks.evaluate(initial(SMALL, 1), PASS));
            Gate.ENTERED.await();
            neighbour.cancel();
            session.cancel();
            assertThatThrownBy(() -> ours.get(PATIENCE.toMinutes(), TimeUnit.MINUTES))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessageContaining("cancelled part of cancelled job tag lockstep-");
            assertThat(callers.isDone()).isFalse();
            Gate.OPEN.countDown();
            assertThat(callers.get()).isEqualTo(1);
            assertThat(blocks.evaluate(initial(SMALL, 1), PASS).exampleCount()).isEqualTo(PLAN.examples());
            blocks.close();
        } finally {
            threads.shutdownNow();
        }
        assertNothingIsLeft();
    }

    /** A task of somebody else's on the same Spark that says that its executors differ. */
    @Test
    void theFailureOfAnothersJobIsNotOurs() throws Exception {
        start(Map.of());
        caller.sparkContext().setLogLevel("OFF");
        Gate.reset();
        Gate.ENTERED.countDown(); // one comes only
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try (ClusterSession session = ClusterSession.attach(caller, NEEDS)) {
            Fingerprint here = session.fingerprints(ProbeBlocks.of(SMALL, PLAN), PASS, true)
                    .first();
            Future<Evaluation> ours = threads.submit(() -> session.run(() -> {
                try (ClusterBlocks blocks = ClusterBlocks.of(session.spark(), new Gate(false), PLAN, 1)) {
                    return blocks.evaluate(initial(SMALL, 1), PASS);
                }
            }));
            Gate.ENTERED.await();
            assertThatThrownBy(() -> spark.parallelize(List.of(1), 1)
                            .map(one -> saysThatExecutorsDiffer(here))
                            .count())
                    .rootCause()
                    .hasMessageStartingWith("cluster.mixed: expected bit-identical results");
            spark.sc().listenerBus().waitUntilEmpty();
            Gate.OPEN.countDown();
            assertThat(ours.get().exampleCount()).isEqualTo(PLAN.examples());
        } finally {
            threads.shutdownNow();
        }
    }

    private static int saysThatExecutorsDiffer(Fingerprint here) {
        Fingerprint there = new Fingerprint("0".repeat(64), here.processor(), here.backend(), here.gpu());
        SameBits.of(
                ProbeBlocks.of(SMALL, PLAN),
                new Fingerprints(List.of(
                        new Fingerprints.Taken("executor 1", "", here),
                        new Fingerprints.Taken("executor 2", "", there))));
        return 0;
    }

    // ---- the caller's cluster as it is

    @Test
    void theSlotsAreThoseOfTheCoresWhateverTheDefaultParallelismIs() {
        start(Map.of("spark.default.parallelism", "64"));
        try (ClusterSession session = ClusterSession.attach(caller, NEEDS)) {
            assertThat(session.slots()).isEqualTo(2);
            assertThat(session.slotsOfAnExecutor()).isEqualTo(2);
        }
    }

    @Test
    void aSparkThatWasStoppedIsRefused() {
        start(Map.of());
        caller.stop();
        assertThatThrownBy(() -> ClusterSession.attach(caller, NEEDS))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("expected a running session");
    }

    private interface Condition {
        boolean holds();
    }

    private static void awaitThat(Condition condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come about within " + PATIENCE);
            }
            Thread.onSpinWait();
        }
    }

    /** Digits that are read when a gate is opened, or never; tasks are threads of this JVM. */
    private record Gate(boolean damaged) implements Examples {
        private static volatile CountDownLatch ENTERED = new CountDownLatch(2);
        private static volatile CountDownLatch OPEN = new CountDownLatch(1);

        static void reset() {
            ENTERED = new CountDownLatch(2);
            OPEN = new CountDownLatch(1);
        }

        static <T> T pass(T value) throws InterruptedException {
            ENTERED.countDown();
            OPEN.await();
            return value;
        }

        @Override
        public String name() {
            return "digits behind a gate";
        }

        @Override
        public long rows() {
            return DIGITS.rows();
        }

        @Override
        public int height() {
            return DIGITS.height();
        }

        @Override
        public int width() {
            return DIGITS.width();
        }

        @Override
        public List<String> classNames() {
            return DIGITS.classNames();
        }

        @Override
        public ExampleReader open() {
            if (damaged) {
                throw new DataException("the file", "more", "nothing", "Copy it again.");
            }
            try {
                return pass(DIGITS.open());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
