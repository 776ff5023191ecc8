package io.lockstep.cluster.executor;

import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.Processor;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;
import scala.Tuple2;

/** The processor of a task: the CPU, or the GPU that Spark assigned to it. */
public final class TaskProcessor {
    private static final int ROUNDS = 5;
    private static final int MILLISECONDS_OF_A_PROBE = 100;

    private TaskProcessor() {}

    /** A question that an executor answers about itself. */
    @FunctionalInterface
    public interface Probe<T> extends Serializable {
        /** Looks; {@code gpuAddress} is the GPU that Spark gave to the task, empty if it gave none. */
        T look(String gpuAddress);
    }

    /** Opens passes of a plan in tasks, on what each task computes. */
    public static PassFactory passes(PassPlan plan) {
        return parameters -> of(plan).open(parameters);
    }

    /** The plan, with the address of this task's GPU where it is for a GPU. */
    public static PassPlan of(PassPlan plan) {
        return plan.processor().kind() == Processor.Kind.CPU ? plan : plan.on(Processor.gpu(address()));
    }

    /** The GPU address that Spark assigned to this task, empty if none. In local mode, where Spark assigns none, the first. */
    public static String address() {
        ResourceInformation gpu = TaskContext.get().resourcesJMap().get("gpu");
        if (gpu != null) {
            return gpu.addresses()[0];
        }
        return SparkEnv.get().executorId().equals("driver") ? "0" : "";
    }

    /** The plan, with the address of the driver's GPU where it is for a GPU. */
    public static PassPlan onDriver(JavaSparkContext spark, PassPlan plan) {
        if (plan.processor().kind() == Processor.Kind.CPU) {
            return plan;
        }
        ResourceInformation gpu = spark.resources().get("gpu");
        if (gpu == null && !spark.isLocal()) {
            throw new ResourceException("check.against: expected a GPU on the driver for the check local, found none."
                    + " Set check.against = [reference], or give the driver one (spark.driver.resource.gpu.amount=1 and its"
                    + " discovery script).");
        }
        return plan.on(Processor.gpu(gpu == null ? "0" : gpu.addresses()[0]));
    }

    /** The backend that an executor reports. In local mode the driver is the executor, and a job would be a detour. */
    public static Backend backend(JavaSparkContext spark, PassPlan plan) {
        if (spark.isLocal() && plan.processor().kind() == Processor.Kind.CPU) {
            return plan.backend();
        }
        return spark.parallelize(List.of(JavaSerialized.of(plan)), 1)
                .map(sent -> JavaSerialized.of(of(sent.value()).backend()))
                .first()
                .value();
    }

    /**
     * Probes every slot for a GPU that this kernel can use: one slot without decides for all, because results of a mixture would
     * not be bit-identical. Returns the reasons why not; empty if all slots can.
     */
    public static String reasonAgainstGpus(JavaSparkContext spark, int slots, Kernel kernel) {
        return spark
                .parallelize(IntStream.range(0, slots).boxed().toList(), slots)
                .map(slot -> kernel.reasonAgainst(address()))
                .collect()
                .stream()
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Runs more tasks than there are slots until every executor has answered; busy executors are skipped after a while. */
    public static <T> Map<String, T> onEachExecutor(JavaSparkContext spark, Probe<T> probe) {
        Map<String, T> answers = new TreeMap<>(Comparator.comparingInt(String::length) // 9 before 10
                .thenComparing(Comparator.naturalOrder()));
        for (int round = 0; round < ROUNDS && !answersAll(answers, spark); round++) {
            int tasks = Math.max(1, 2 * Slots.of(spark));
            spark.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                    .mapToPair(task -> {
                        Thread.sleep(MILLISECONDS_OF_A_PROBE); // or one executor would take all tasks
                        return new Tuple2<>(SparkEnv.get().executorId(), JavaSerialized.of(probe.look(address())));
                    })
                    .collect()
                    .forEach(answer -> answers.put(answer._1(), answer._2().value()));
        }
        return answers;
    }

    /** Whether every executor has answered; without a live executor, Spark may start one for the probe. */
    private static boolean answersAll(Map<String, ?> answers, JavaSparkContext spark) {
        return !answers.isEmpty()
                && ExecutorDescription.present(spark.sc()).stream()
                        .allMatch(executor -> answers.containsKey(executor.id()));
    }
}
