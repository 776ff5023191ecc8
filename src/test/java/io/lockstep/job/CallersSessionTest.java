package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lockstep.cluster.CancelledException;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.config.RunConfig;
import io.lockstep.data.DataException;
import io.lockstep.gradient.DivergedException;
import io.lockstep.hadoop.HadoopSettings;
import io.lockstep.run.RunFolder;
import io.lockstep.train.StepRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BroadcastBlockId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/** Training in a session that is the caller's: what it obeys, what it leaves, and what runs beside it. */
@Tag("drill")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class CallersSessionTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String VIEW = "flowers";
    private static final int ROWS = 150;
    private static final int FEATURES = 4;
    private static final int ENDLESS = 3_000; // long after it is cancelled, and yet an end if it is not

    /** So many parameters are broadcast. */
    private static final Map<String, String> LARGE = Map.of("network.hidden", "520-520");

    /** Names of the threads that Lockstep starts for a run. */
    private static final Set<String> OUR_THREADS =
            Set.of("executor watch", "check reference", "request for executors", "lock", "connect to Spark");

    private static final AtomicInteger RUNS = new AtomicInteger();

    @TempDir
    private static Path output;

    private static SharedSpark spark;
    private static SparkSession session;

    @BeforeAll
    static void start() {
        spark = SharedSpark.start();
        session = spark.session();
        rows(session, 1, ROWS).createOrReplaceTempView(VIEW);
        session.sql("select * from " + VIEW + " union all select null, 1, 1, 1, 'a'")
                .createOrReplaceTempView("with_a_gap");
        session.sparkContext().setLogLevel("OFF"); // failures are planted
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    @AfterEach
    void forgetTheGroup() {
        session.sparkContext().clearJobGroup();
    }

    private static org.apache.spark.sql.Dataset<Row> rows(SparkSession in, long seed, int count) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            double[] x = random.doubles(FEATURES).toArray();
            rows.add(RowFactory.create(x[0], x[1], x[2], x[3], x[0] + x[1] > 1 ? "a" : x[2] > 0.5 ? "b" : "c"));
        }
        StructType schema = new StructType();
        for (int column = 0; column < FEATURES; column++) {
            schema = schema.add("x" + column, DataTypes.DoubleType);
        }
        return in.createDataFrame(rows, schema.add("label", DataTypes.StringType));
    }

    private static Map<String, String> with(Map<String, String> some, String... more) {
        Map<String, String> settings = new HashMap<>(some);
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static TrainJob.Result train(SparkSession caller, Map<String, String> more, RunListener listener)
            throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "data.source", "table:" + VIEW,
                "data.label", "label",
                "data.valid", "0.2",
                "network.hidden", "6",
                "block.rows", "16",
                "train.steps", "12",
                "run.checkpoint-every", "1000000",
                "check.every", "off",
                "run.output", output.toString()));
        settings.putAll(more);
        RunConfig config = RunConfig.load(null, settings);
        String id = "run-" + RUNS.incrementAndGet();
        try (Connection connection =
                new Connection(() -> ClusterSession.attach(caller, Sessions.needs(config), listener::notice))) {
            TrainJob job = TrainJob.prepare(new TrainJob.Request(config, id, Instant.now()), connection, listener);
            try (RunFolder folder = RunFolder.open(output, id, job.inputs())) {
                return job.run(folder, Stop.NEVER);
            }
        }
    }

    private static List<String> digests(SparkSession caller, Map<String, String> more) throws Exception {
        return train(caller, more, RunListener.NONE).records().stream()
                .map(StepRecord::parametersSha256)
                .toList();
    }

    // ---- how a training ends, and what it leaves

    /** An ending of a training. */
    private enum Ending {
        SUCCESS,
        SUCCESS_BY_BROADCASTS,
        SUCCESS_BY_ROUNDS,
        DATA,
        DIVERGED,
        FAILED_IN_A_CHECK,
        CANCELLED,
        CANCELLED_BY_BROADCASTS,
        INTERRUPTED
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftInTheCallersSession(Ending ending) throws Exception {
        SparkContext context = session.sparkContext();
        context.setJobGroup("mine", "the caller's", ending == Ending.CANCELLED);
        train(session, Map.of(), RunListener.NONE); // what Spark itself makes once is there
        Left before = Left.in(session);
        switch (ending) {
            case SUCCESS -> train(session, Map.of("check.every", "last"), RunListener.NONE);
            case SUCCESS_BY_BROADCASTS -> train(session, LARGE, RunListener.NONE);
            case SUCCESS_BY_ROUNDS ->
                train(session, Map.of("train.sync", "local:2", "cluster.partitions", "2"), RunListener.NONE);
            case DATA ->
                assertThatThrownBy(() -> train(session, Map.of("data.source", "table:with_a_gap"), RunListener.NONE))
                        .isInstanceOf(DataException.class);
            case DIVERGED ->
                assertThatThrownBy(() -> train(session, with(LARGE, "train.learning-rate", "1e38"), RunListener.NONE))
                        .isInstanceOf(DivergedException.class);
            case FAILED_IN_A_CHECK ->
                assertThatThrownBy(() -> train(session, Map.of("check.every", "2"), failsAt(RunEvent.Verified.class)))
                        .hasMessage("planted");
            case CANCELLED -> assertCancelled("mine", Map.of());
            case CANCELLED_BY_BROADCASTS -> assertCancelled("mine", LARGE);
            case INTERRUPTED -> assertInterrupted();
        }
        assertThat(context.getPersistentRDDs().isEmpty()).isTrue();
        assertThat(ourBroadcasts()).isEmpty();
        await(() -> context.statusTracker().getActiveJobIds().length == 0);
        await(() -> ourThreads().isEmpty());
        assertThat(Left.in(session)).isEqualTo(before);
        await(() -> {
            System.gc(); // Spark's cleaner waits for the collector
            return broadcasts().isEmpty();
        });
        assertThat(session.range(10).count()).isEqualTo(10);
    }

    private static RunListener failsAt(Class<? extends RunEvent> kind) {
        return event -> {
            if (kind.isInstance(event)) {
                throw new IllegalStateException("planted");
            }
        };
    }

    private static boolean isStep(RunEvent event, int number) {
        return event instanceof RunEvent.StepTaken taken && taken.step().step() == number;
    }

    /** Cancels as long as it takes: Spark cancels those jobs of a group that run at that moment. */
    private static void assertCancelled(String group, Map<String, String> more) throws Exception {
        SparkContext context = session.sparkContext();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        FutureTask<Void> canceller = inThread(() -> {
            begun.await();
            while (!ended.await(1, TimeUnit.MILLISECONDS)) {
                context.cancelJobGroup(group);
            }
            return null;
        });
        try {
            Throwable failure =
                    catchThrowable(() -> train(session, with(more, "train.steps", Integer.toString(ENDLESS)), event -> {
                        if (isStep(event, 3)) {
                            begun.countDown();
                        }
                    }));
            assertThat(failure)
                    .isInstanceOf(CancelledException.class)
                    .hasMessageMatching("Spark: expected the jobs of this work to end, found job \\d+ cancelled as part"
                            + " of the cancelled job group " + group + "\\. Nothing else is wrong: start it again;.*");
            assertThat(Verdict.of(failure)).isEqualTo(Verdict.INTERRUPTED);
        } finally {
            begun.countDown();
            ended.countDown();
            canceller.get(PATIENCE.toMinutes(), TimeUnit.MINUTES);
        }
    }

    private static void assertInterrupted() {
        Throwable failure =
                catchThrowable(() -> train(session, Map.of("train.steps", Integer.toString(ENDLESS)), event -> {
                    if (isStep(event, 3)) {
                        Thread.currentThread().interrupt();
                    }
                }));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure)
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("found this thread interrupted while it waited for one.");
    }

    /** What a training must leave as it was. */
    private record Left(
            Properties properties,
            Map<String, String> conf,
            Map<String, String> contextConf,
            List<String> listeners,
            int queryListeners,
            boolean isActive) {
        static Left in(SparkSession session) {
            SparkContext context = session.sparkContext();
            return new Left(
                    (Properties) context.getLocalProperties().clone(),
                    JavaConverters.mapAsJavaMap(session.conf().getAll()),
                    List.of(context.getConf().getAll()).stream()
                            .collect(Collectors.toMap(setting -> setting._1(), setting -> setting._2())),
                    JavaConverters.seqAsJavaList(JavaConverters.asScalaBuffer(
                                    context.listenerBus().listeners()))
                            .stream()
                            .map(listener -> listener.getClass().getName())
                            .sorted()
                            .toList(),
                    session.listenerManager().listListeners().length,
                    SparkSession.getActiveSession().isDefined());
        }
    }

    private static Set<String> ourThreads() {
        Set<String> names = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        names.retainAll(OUR_THREADS);
        return names;
    }

    private static List<BlockId> broadcasts() {
        return JavaConverters.seqAsJavaList(
                SparkEnv.get().blockManager().getMatchingBlockIds(new AbstractFunction1<BlockId, Object>() {
                    @Override
                    public Object apply(BlockId id) {
                        return id.isBroadcast();
                    }
                }));
    }

    /** Those whose value is as Lockstep sends it; the others are Spark's own: code of tasks, and Hadoop's settings. */
    private static List<BlockId> ourBroadcasts() {
        return broadcasts().stream()
                .filter(id -> id instanceof BroadcastBlockId broadcast
                        && broadcast.field().isEmpty())
                .filter(CallersSessionTest::isOurs)
                .toList();
    }

    private static boolean isOurs(BlockId id) {
        var result = SparkEnv.get().blockManager().getLocalValues(id);
        boolean ours = false;
        if (result.isDefined()) {
            var values = result.get().data();
            while (values.hasNext()) { // to its end, where its lock is given back
                ours |= values.next() instanceof JavaSerialized;
            }
        }
        return ours;
    }

    // ---- several at once

    @Test
    void trainingsAtOnceHaveTheBitsOfEachAloneWhateverBecomesOfTheOthers() throws Exception {
        Map<String, String> vector = Map.of("compute.kernel", "vector", "check.every", "3");
        Map<String, String> nd4j = Map.of("compute.kernel", "nd4j", "check.every", "3", "run.seed", "2");
        List<String> vectorAlone = digests(session, vector);
        List<String> nd4jAlone = digests(session, nd4j);
        CyclicBarrier together = new CyclicBarrier(4);
        RunListener meet = event -> {
            if (isStep(event, 1)) {
                try {
                    together.await(PATIENCE.toMinutes(), TimeUnit.MINUTES);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        FutureTask<TrainJob.Result> first = inThread(() -> train(session, vector, meet));
        FutureTask<TrainJob.Result> second = inThread(() -> train(session, nd4j, meet));
        FutureTask<TrainJob.Result> failing =
                inThread(() -> train(session, Map.of("train.steps", Integer.toString(ENDLESS)), meet.then(event -> {
                    if (isStep(event, 4)) {
                        throw new IllegalStateException("planted");
                    }
                })));
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<TrainJob.Result> cancelled = inThread(() -> {
            session.sparkContext().setJobGroup("doomed", "", true);
            return train(session, Map.of("train.steps", Integer.toString(ENDLESS)), meet.then(event -> {
                if (isStep(event, 2)) {
                    begun.countDown();
                }
            }));
        });
        await(() -> {
            if (begun.getCount() == 0) {
                session.sparkContext().cancelJobGroup("doomed");
            }
            return cancelled.isDone();
        });
        assertThatThrownBy(cancelled::get).hasCauseInstanceOf(CancelledException.class);
        assertThatThrownBy(failing::get).rootCause().hasMessage("planted");
        assertThat(digestsOf(first)).isEqualTo(vectorAlone);
        assertThat(digestsOf(second)).isEqualTo(nd4jAlone);
        assertThat(session.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
    }

    private static List<String> digestsOf(FutureTask<TrainJob.Result> training) throws Exception {
        return training.get(PATIENCE.toMinutes(), TimeUnit.MINUTES).records().stream()
                .map(StepRecord::parametersSha256)
                .toList();
    }

    // ---- which session

    /** A view that only one session knows, and another of the same name in the default session. */
    @Test
    void theTableIsReadInTheSessionThatWasGiven() throws Exception {
        List<String> expected = digests(session, Map.of());
        SparkSession other = session.newSession();
        rows(other, 1, ROWS).createOrReplaceTempView("hidden");
        rows(other, 2, ROWS).createOrReplaceTempView(VIEW);
        Map<String, String> hidden = Map.of("data.source", "table:hidden");
        assertThatThrownBy(() -> digests(session, hidden)).isInstanceOf(DataException.class);
        for (SparkSession active : new @Nullable SparkSession[] {null, session, other}) {
            FutureTask<List<String>> training = inThread(() -> {
                if (active == null) {
                    SparkSession.clearActiveSession();
                } else {
                    SparkSession.setActiveSession(active);
                }
                List<String> digests = digests(other, hidden);
                assertThat(SparkSession.getActiveSession().isDefined()).isEqualTo(active != null);
                return digests;
            });
            assertThat(training.get(PATIENCE.toMinutes(), TimeUnit.MINUTES)).isEqualTo(expected);
        }
        assertThat(digests(other, Map.of())).isNotEqualTo(expected);
    }

    /** As for the key of an object store: who writes a model on another thread needs it, too. */
    @Test
    void hadoopsSettingsAreThoseOfTheContextWhateverSessionIsActive() throws Exception {
        String key = "fs.test.key";
        session.sparkContext().hadoopConfiguration().set(key, "the caller's");
        FutureTask<String> onAnother = inThread(() -> {
            SparkSession.clearActiveSession();
            SparkSession.clearDefaultSession(); // one for the whole JVM
            return HadoopSettings.now().get(key);
        });
        try {
            assertThat(onAnother.get(PATIENCE.toMinutes(), TimeUnit.MINUTES)).isEqualTo("the caller's");
        } finally {
            SparkSession.setDefaultSession(session);
            session.sparkContext().hadoopConfiguration().unset(key);
        }
    }

    private static <T> FutureTask<T> inThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "the caller's");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time until it comes about").isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
