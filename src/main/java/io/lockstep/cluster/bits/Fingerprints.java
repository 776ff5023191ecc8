package io.lockstep.cluster.bits;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.lockstep.cluster.executor.TaskProcessor;
import io.lockstep.pass.plan.Fingerprint;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.pass.plan.ProbeBlocks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The fingerprints of all processes that compute in a run: whether their results are bit-identical, and if not, which differ and in what.
 *
 * @param taken one per process, at least one
 */
public record Fingerprints(List<Taken> taken) {
    private static final String DRIVER = "driver";
    private static final int SHOWN_OF_A_DIGEST = 12;
    private static final int NAMED_OF_A_KIND = 8;

    public Fingerprints {
        taken = List.copyOf(taken);
    }

    /**
     * The fingerprint of one process.
     *
     * @param where {@code executor 3}, or {@code driver}
     * @param host it runs on; empty where it stands for several
     * @param fingerprint how it computes
     */
    public record Taken(String where, String host, Fingerprint fingerprint) implements Serializable {

        /** Of this executor, or driver, by a pass of this plan. */
        static Taken here(ProbeBlocks probe, PassPlan plan) {
            SparkEnv process = SparkEnv.get();
            return new Taken(
                    process.executorId().equals(DRIVER) ? DRIVER : "executor " + process.executorId(),
                    process.blockManager().blockManagerId().host(),
                    Fingerprint.of(probe, plan));
        }

        /** {@code executor 3 at 10.0.0.7}. */
        @Override
        public String toString() {
            return (where.equals(DRIVER) ? "the driver" : where) + (host.isEmpty() ? "" : " at " + host);
        }
    }

    /** The fingerprints of the executors, and of the driver if requested or if there are no executors. */
    public static Fingerprints take(JavaSparkContext spark, ProbeBlocks probe, PassPlan plan, boolean ofDriver) {
        List<Taken> taken = new ArrayList<>();
        if (!spark.isLocal()) {
            taken.addAll(TaskProcessor.onEachExecutor(spark, address -> Taken.here(probe, TaskProcessor.of(plan)))
                    .values());
        }
        if (ofDriver || spark.isLocal()) {
            taken.add(Taken.here(probe, TaskProcessor.onDriver(spark, plan)));
        }
        return new Fingerprints(taken);
    }

    /** Whether some results differ. */
    public boolean areMixed() {
        return groups().size() > 1;
    }

    /** The fingerprint of all, or of the largest group. */
    public Fingerprint first() {
        return groups().get(0).get(0).fingerprint;
    }

    /** Groups of processes with bit-identical results, the largest group first. */
    private List<List<Taken>> groups() {
        return taken.stream()
                .collect(groupingBy(
                        each -> each.fingerprint.digest(),
                        LinkedHashMap::new,
                        collectingAndThen(toList(), List::copyOf)))
                .values()
                .stream()
                .sorted(Comparator.comparingInt((List<Taken> group) -> -group.size()))
                .toList();
    }

    /** A summary if all are bit-identical: {@code 2 executors and the driver, probe 3fa4c1d20b77, Haswell and Zen, avx fma avx2}. */
    public String summary() {
        List<String> common = new ArrayList<>(first().processor().features());
        taken.forEach(each -> common.retainAll(each.fingerprint.processor().features()));
        String gpus = values(Trait.GPU, taken);
        return Stream.of(
                        who(),
                        probe(first()),
                        gpus.isEmpty() ? values(Trait.CORE_TYPE, taken) : gpus,
                        gpus.isEmpty() ? String.join(" ", common) : "")
                .filter(part -> !part.isEmpty())
                .collect(joining(", "));
    }

    private String who() {
        long executors =
                taken.stream().filter(each -> !each.where.equals(DRIVER)).count();
        if (executors == 0) {
            return "1 process";
        }
        return "%,d executor%s%s"
                .formatted(executors, executors == 1 ? "" : "s", executors == taken.size() ? "" : " and the driver");
    }

    /** A text for each group: its processes, and the properties in which it differs from the others. */
    public List<String> kinds() {
        List<Trait> differing = Stream.of(Trait.values()).filter(this::differ).toList();
        return groups().stream()
                .map(group -> names(group)
                        + Stream.concat(
                                        Stream.of(probe(group.get(0).fingerprint)),
                                        differing.stream().map(trait -> trait.text(values(trait, group))))
                                .collect(joining(", ", " (", ")")))
                .toList();
    }

    private static String names(List<Taken> group) {
        String named =
                group.stream().limit(NAMED_OF_A_KIND).map(Taken::toString).collect(joining(", "));
        return group.size() > NAMED_OF_A_KIND
                ? "%s and %,d more".formatted(named, group.size() - NAMED_OF_A_KIND)
                : named;
    }

    private static String probe(Fingerprint fingerprint) {
        return "probe " + fingerprint.digest().substring(0, SHOWN_OF_A_DIGEST);
    }

    private static String values(Trait trait, List<Taken> group) {
        return group.stream()
                .map(each -> trait.of(each.fingerprint))
                .filter(value -> !value.isEmpty())
                .distinct()
                .collect(joining(" and "));
    }

    private boolean differ(Trait trait) {
        return taken.stream().map(each -> trait.of(each.fingerprint)).distinct().count() > 1;
    }

    /** How to make the results bit-identical, or how to accept differences. */
    public String remedy() {
        return "%s, or set cluster.mixed = accept: some bits of the result then depend on which process computes which block."
                .formatted(cure());
    }

    private String cure() {
        if (taken.stream().allMatch(each -> each.fingerprint.backend().isJava())) {
            return "The kernel vector gives bit-identical results on every processor, so give all processes the same build of Lockstep;"
                    + " if they have it, one machine may be faulty: test its processor and memory";
        }
        boolean onGpus = taken.stream().noneMatch(each -> each.fingerprint.gpu().isEmpty());
        if (onGpus && differ(Trait.BLAS)) {
            return "Install the same version of CUDA's libraries on all machines";
        }
        if (differ(Trait.ND4J) || differ(Trait.BLAS)) {
            return "Give the driver and all executors the same build of Lockstep";
        }
        if (differ(Trait.GPU)) {
            return "Use GPUs of one model with one driver";
        }
        if (differ(Trait.CORE_TYPE)) {
            return "Set spark.executorEnv.OPENBLAS_CORETYPE=%1$s, and OPENBLAS_CORETYPE=%1$s in the driver's environment"
                    .formatted(commonCoreType());
        }
        if (differ(Trait.PROCESSOR) || differ(Trait.FEATURES)) {
            return "Use machines of one kind";
        }
        return "Their other known properties are equal, so one machine may be faulty: test its processor and memory";
    }

    /** Kernels of OpenBLAS that all of them can run: it does not look itself whether a processor has what a type needs. */
    private String commonCoreType() {
        if (taken.stream().anyMatch(each -> isArm(each.fingerprint))) {
            return "ARMV8";
        }
        boolean modern = taken.stream()
                .allMatch(each -> each.fingerprint.processor().features().containsAll(List.of("avx2", "fma")));
        return modern ? "Haswell" : "Nehalem";
    }

    private static boolean isArm(Fingerprint fingerprint) {
        return fingerprint.processor().features().contains("asimd")
                || fingerprint.processor().model().startsWith("aarch64");
    }

    /** What two fingerprints may differ in, and their digests for that reason. */
    private enum Trait {
        ND4J("ND4J "),
        BLAS(""),
        GPU(""),
        CORE_TYPE("core type "),
        PROCESSOR(""),
        FEATURES("with ");

        private final String prefix;

        Trait(String prefix) {
            this.prefix = prefix;
        }

        /** As a person reads it. */
        String text(String value) {
            return prefix + value;
        }

        /** Its value; empty where there is none. */
        String of(Fingerprint fingerprint) {
            return switch (this) {
                case ND4J -> fingerprint.backend().nd4j();
                case BLAS -> fingerprint.backend().blas();
                case GPU -> fingerprint.gpu();
                case CORE_TYPE -> fingerprint.backend().coreType();
                case PROCESSOR -> fingerprint.processor().model();
                case FEATURES -> String.join(" ", fingerprint.processor().features());
            };
        }
    }
}
