package io.lockstep.job;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.check.Opinion;
import io.lockstep.check.Verification;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.SplitName;
import io.lockstep.data.table.TableSchema;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.ParameterFiles;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.BackendPolicy;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import io.lockstep.report.GradientExport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One gradient of a whole split, from its blocks on Spark to the comparison. */
public final class GradientJob {
    private final Request request;
    private final ExampleSet examples;
    private final PassPlan onCpu;
    private final Parameters parameters;
    private final RunListener listener;

    /**
     * Which gradient, and which checks it is compared with.
     *
     * @param config says what may compute, and what happens where machines differ
     * @param source names the data
     * @param split of it
     * @param rows the first so many; null for all
     * @param sizes of the network's layers; empty where they are the data's with {@code hidden} between them
     * @param hidden units of the hidden layers, where {@code sizes} is empty
     * @param folder of the parameters; null where they are drawn
     * @param init how they are drawn
     * @param seed of what is drawn and sampled
     * @param partitions into so many the work is cut; null for one a task slot
     * @param blockRows examples a block
     * @param kernel that computes
     * @param against the independent checks
     * @param checkRows how many examples all checks but local use; 0 for all
     * @param inputGradientRows of how many examples the gradient with respect to the input is wanted
     */
    public record Request(
            RunConfig config,
            String source,
            SplitName split,
            @Nullable Integer rows,
            List<Integer> sizes,
            List<Integer> hidden,
            Activation activation,
            Loss loss,
            @Nullable Path folder,
            Initializer init,
            long seed,
            @Nullable Integer partitions,
            int blockRows,
            Kernel kernel,
            List<Opinion> against,
            int checkRows,
            int inputGradientRows) {}

    /** What came out. */
    public record Result(Verification verification, GradientExport export) {}

    private GradientJob(
            Request request, ExampleSet examples, PassPlan onCpu, Parameters parameters, RunListener listener) {
        this.request = request;
        this.examples = examples;
        this.onCpu = onCpu;
        this.parameters = parameters;
        this.listener = listener;
    }

    /**
     * Reads and checks everything that is needed, and writes nothing.
     *
     * @throws ConfigException if network, kernel and data do not fit each other
     * @throws io.lockstep.data.DataException if data or parameters are missing or damaged
     */
    public static GradientJob prepare(Request request, Connection spark, RunListener listener) {
        requireKernel(request.config.compute().backend(), request.kernel);
        ExampleSet examples = Sources.examples(request, spark, listener);
        Architecture architecture = Architectures.of(
                "--network",
                request.sizes.isEmpty() ? Architectures.sizes(examples, request.hidden, request.loss) : request.sizes,
                request.activation,
                request.loss,
                examples);
        Architectures.requireRoom("--block-rows", architecture, request.blockRows);
        Parameters parameters = request.folder == null
                ? Parameters.initial(architecture, request.init, request.seed)
                : ParameterFiles.read(request.folder, architecture);
        PassPlan onCpu = Sessions.passPlan(request.config, examples.scaling()).by(request.kernel);
        return new GradientJob(request, examples, onCpu, parameters, listener);
    }

    private static void requireKernel(BackendPolicy policy, Kernel kernel) {
        if (policy == BackendPolicy.CPU ? kernel.isCuda() : kernel.isForCpusOnly()) {
            throw new ConfigException(
                    "--kernel: expected auto%s or nd4j with compute.backend = %s, found %s. Change one of them."
                            .formatted(policy == BackendPolicy.CPU ? ", vector" : ", cuda, cuda-tf32", policy, kernel));
        }
    }

    /** Computes and compares. */
    public Result on(ClusterSession session) {
        int partitions = request.partitions == null ? session.slots() : request.partitions;
        BlockPlan plan = new BlockPlan(examples.rows(), request.blockRows).with(examples.magnitude(request.loss));
        Machine machine = Machine.of(session, work(plan, partitions), listener);
        try (ClusterBlocks blocks = examples.blocks(session, plan, partitions).requiring(machine.sameBits())) {
            Statistics statistics = Statistics.of(blocks, parameters, machine.plan());
            listener.on(new RunEvent.ActivationsMeasured(examples.card(), statistics));
            long start = System.nanoTime();
            Batch batch = plan.fullBatch(1);
            GradientSource cluster = new ClusterGradients(blocks, machine.plan());
            Gradient gradient = cluster.gradientSum(parameters, batch).mean();
            listener.on(new RunEvent.GradientComputed(gradient, Duration.ofNanos(System.nanoTime() - start)));
            Verification verification = Opinions.of(
                            request.against,
                            examples.onDriver(blocks),
                            plan,
                            session,
                            machine.plan(),
                            examples.isWeighted(),
                            partitions,
                            request.seed,
                            listener)
                    .checker(request.checkRows)
                    .verify(cluster, gradient, parameters, batch);
            listener.on(new RunEvent.Verified(verification));
            TableSchema schema = examples.schema();
            GradientExport export = new GradientExport(
                    parameters,
                    gradient,
                    statistics.after(),
                    verification,
                    examples.card(),
                    machine.plan(),
                    schema == null ? List.of() : schema.inputNames(),
                    machine.pass().backend(),
                    partitions,
                    request.blockRows);
            int inputRows = (int) Math.min(request.inputGradientRows, examples.rows());
            if (inputRows > 0) {
                export.addInputGradient(blocks.inputGradients(parameters, machine.plan(), inputRows), inputRows);
            }
            return new Result(verification, export);
        }
    }

    private Machine.Work work(BlockPlan plan, int partitions) {
        return new Machine.Work(
                request.config,
                onCpu,
                parameters.architecture(),
                request.folder == null ? request.init + ", seed " + request.seed : "from " + request.folder,
                ProbeBlocks.of(parameters.architecture(), plan),
                partitions,
                plan.blockCount(),
                plan.blockRows(),
                request.against.contains(Opinion.LOCAL));
    }
}
