package io.lockstep.pass.vector;

import static io.lockstep.network.Activation.RELU;
import static io.lockstep.network.Activation.SHIFTED_RELU;
import static io.lockstep.network.Loss.CROSS_ENTROPY;
import static io.lockstep.network.Loss.MSE;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.Magnitude;
import io.lockstep.data.Scaling;
import io.lockstep.data.Sha256;
import io.lockstep.gradient.BlockSums;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockForward;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.vector.DrawnBlock.Kind;
import io.lockstep.pass.vector.DrawnBlock.Scale;
import io.lockstep.train.AdamW;
import io.lockstep.train.Optimizer;
import io.lockstep.train.Schedule;
import io.lockstep.train.Trainer;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints digests of what the kernel computes: of gradients for each kind of features, and of the parameters after 50 steps. Every processor,
 * every JVM and every option of a JVM must give those of {@code src/test/resources/kernel-digests.txt}. It needs a JVM and a folder with this
 * project's classes, nothing else. After a change that is to change them:
 *
 * <pre>
 * java -cp target/classes:target/test-classes io.lockstep.pass.vector.KernelDigests > src/test/resources/kernel-digests.txt
 * </pre>
 *
 * <p>With the argument {@code few} it prints only the first, for a JVM that takes microseconds for a multiplication.
 */
final class KernelDigests {
    private static final int STEPS = 50;
    private static final int DIGITS_SHOWN = 16;
    private static final int ROWS_OF_LOSSES = 300;
    private static final List<Integer> ROWS = List.of(512, 130, 7, 1);
    /** Where there are fewer rows there are more features, so that both are short and long chains at little cost. */
    private static final List<Integer> COLUMNS = List.of(37, 150, 300, 200);

    private static final List<Data> DATA = List.of(
            new Data(Kind.BYTES, Scale.DIGITS),
            new Data(Kind.DENSE_BYTES, Scale.DIGITS),
            new Data(Kind.BYTES, Scale.BRIGHT),
            new Data(Kind.BYTES, Scale.COLUMNS),
            new Data(Kind.FLOATS, Scale.COLUMNS),
            new Data(Kind.SPARSE, Scale.COLUMNS));

    /** How many lines are few. */
    static final int FEW = 2 * DATA.size() + 2;

    private final Loops loops;

    KernelDigests(Loops loops) {
        this.loops = loops;
    }

    private record Data(Kind kind, Scale scale) {}

    public static void main(String[] arguments) {
        Loops loops = Loops.ofThisJvm();
        System.err.printf("computed by %s, Java %s, %s%n", loops, Runtime.version(), System.getProperty("os.arch"));
        new KernelDigests(loops).lines(List.of(arguments).contains("few")).forEach(System.out::println);
    }

    /** A line for each case, computed when it is taken. */
    Stream<String> lines(boolean few) {
        return few ? few() : Stream.concat(few(), others());
    }

    private Stream<String> few() {
        Stream<Supplier<String>> gradients = Stream.of(
                        network(RELU, MSE, 37, 50, 1), network(SHIFTED_RELU, CROSS_ENTROPY, 37, 3, 4))
                .flatMap(network -> DATA.stream().map(data -> () -> gradient(network, data, 7, false)));
        Stream<Supplier<String>> more = Stream.of(
                this::losses,
                () -> training(
                        network(RELU, MSE, 12, 5, 1), new Data(Kind.BYTES, Scale.DIGITS), new BlockPlan(24, 8, 1, 5)));
        return Stream.concat(gradients, more).map(Supplier::get);
    }

    private Stream<String> others() {
        Stream<Supplier<String>> gradients = IntStream.range(0, DATA.size())
                .boxed()
                .flatMap(i -> IntStream.range(0, networks(1).size()).mapToObj(j -> () -> {
                    int size = (i + j) % ROWS.size(); // each kind of features and each network with each size
                    Architecture network = networks(COLUMNS.get(size)).get(j);
                    return gradient(network, DATA.get(i), ROWS.get(size), (i + j) % 3 == 0);
                }));
        Stream<Supplier<String>> trainings = Stream.of(
                () -> training(
                        network(SHIFTED_RELU, CROSS_ENTROPY, 150, 50, 3),
                        new Data(Kind.BYTES, Scale.DIGITS),
                        new BlockPlan(500, 64, 3, 6)),
                () -> training(
                        network(RELU, MSE, 40, 65, 2), new Data(Kind.SPARSE, Scale.COLUMNS), new BlockPlan(200, 64)),
                () -> training(
                        network(RELU, CROSS_ENTROPY, 40, 30, 20, 3),
                        new Data(Kind.FLOATS, Scale.COLUMNS),
                        new BlockPlan(200, 33, 2, 7)));
        return Stream.concat(gradients, trainings).map(Supplier::get);
    }

    /** Odd widths, one output and several, up to three layers. */
    private static List<Architecture> networks(int inputs) {
        return List.of(
                network(RELU, MSE, inputs, 1),
                network(SHIFTED_RELU, MSE, inputs, 50, 1),
                network(RELU, CROSS_ENTROPY, inputs, 3, 4),
                network(SHIFTED_RELU, CROSS_ENTROPY, inputs, 65, 130, 3),
                network(RELU, MSE, inputs, 130, 1),
                network(RELU, MSE, inputs, 50, 65, 2));
    }

    private static Architecture network(Activation activation, Loss loss, Integer... sizes) {
        return new Architecture(List.of(sizes), activation, loss);
    }

    /** Backward, forward alone, and backward to the input: of features as they are, which prepared ones must repeat. */
    private String gradient(Architecture network, Data data, int rows, boolean weighted) {
        Scaling scaling = data.scale().of(network.inputs());
        Block block = DrawnBlock.of(network, data.kind(), 0, rows, weighted);
        String name = "%s, %s scaled as %s, %d rows%s"
                .formatted(network, data.kind(), data.scale(), rows, weighted ? " with weights" : "");
        try (BlockPass pass = new VectorPass(DrawnBlock.parameters(network), scaling, loops)) {
            String unprepared = digests(pass, block);
            String prepared = digests(pass, DrawnBlock.prepared(block, scaling));
            return name + ": " + (prepared.equals(unprepared) ? prepared : unprepared + ", but prepared " + prepared);
        }
    }

    private static String digests(BlockPass pass, Block block) {
        BlockGradient gradient = pass.gradient(block);
        BlockForward forward = pass.forward(block);
        double[] losses = {gradient.lossSum(), forward.lossSum()};
        return "gradient %s, outputs %s, losses %s, input gradient %s"
                .formatted(
                        shown(Sha256.of(gradient.gradientSum())),
                        shown(Sha256.of(forward.outputs().values())),
                        shown(Sha256.of(losses)),
                        shown(Sha256.of(pass.inputGradient(block))));
    }

    private static String shown(String digest) {
        return digest.substring(0, DIGITS_SHOWN);
    }

    /** Of single rows: in a sum over many the last bit of an exponential or a logarithm is lost. */
    private String losses() {
        Architecture network = network(RELU, CROSS_ENTROPY, 12, 4);
        Scaling scaling = Scale.DIGITS.of(network.inputs());
        try (BlockPass pass = new VectorPass(DrawnBlock.parameters(network), scaling, loops)) {
            double[] losses = IntStream.range(0, ROWS_OF_LOSSES)
                    .mapToDouble(row -> pass.forward(DrawnBlock.of(network, Kind.BYTES, row, 1, false))
                            .lossSum())
                    .toArray();
            return "%s, bytes scaled as digits, %d times 1 row: losses %s"
                    .formatted(network, losses.length, Sha256.of(losses));
        }
    }

    /** The parameters after some steps, by the project's own sum, schedule and optimizer. */
    private String training(Architecture network, Data data, BlockPlan ordinary) {
        BlockPlan plan = ordinary.with(new Magnitude(16, 16, 2)); // features of up to 30,000, some of them
        Scaling scaling = data.scale().of(network.inputs());
        List<Block> blocks = IntStream.range(0, plan.blockCount())
                .mapToObj(i -> DrawnBlock.of(network, data.kind(), i, plan.rows(i), true))
                .map(block -> DrawnBlock.prepared(block, scaling))
                .toList();
        GradientSource gradients = new GradientSource() {
            @Override
            public String name() {
                return "digests";
            }

            @Override
            public GradientSum gradientSum(Parameters parameters, Batch batch) {
                return BlockSums.gradientSum(
                        blocks.iterator(), parameters, opened -> new VectorPass(opened, scaling, loops), batch);
            }
        };
        Optimizer optimizer = new AdamW(0.9, 0.999, 1e-8, 0.01);
        Schedule schedule = new Schedule.OneCycle(0.01, 0.3, 25, 1e4);
        String digest = new Trainer(plan, gradients, optimizer, schedule, step -> true)
                .run(optimizer.initial(DrawnBlock.parameters(network)), STEPS)
                .parameters()
                .sha256();
        return "%s, %s scaled as %s, %d steps: parameters %s"
                .formatted(network, data.kind(), data.scale(), STEPS, digest);
    }
}
