package io.lockstep.bench;

import io.lockstep.block.AuditPlan;
import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.check.LocalGradients;
import io.lockstep.check.ReferenceGradients;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.audit.AuditedGradients;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.report.HashedJson;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.OptimizerState;
import io.lockstep.train.Schedule;
import io.lockstep.train.Step;
import io.lockstep.train.StepRecord;
import io.lockstep.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What exactness and proof cost a step: each piece by itself, an audit at its share, and a check when it is due. */
final class ProofWork implements Work {
    private static final int ROWS = 50_000;
    private static final int QUICK_ROWS = 2_048;
    private static final int BLOCK_ROWS = 512;
    private static final int PARTITIONS = 2;
    private static final double AUDIT = 0.1;
    private static final double LEARNING_RATE = 0.01;
    private static final int MOST_CHECKS = 5;
    /** What is done in a fraction of a millisecond is done so often in a turn. */
    private static final int OFTEN = 20;

    private static final String STEP = "a step";
    private static final double MOST_PERCENT = 10;

    private static final Architecture LESSON = Networks.lesson();

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        Examples train = setting.data().split(SplitName.TRAIN);
        int rows = (int) Math.min(train.rows(), setting.quick() ? QUICK_ROWS : ROWS);
        BlockPlan plan = new BlockPlan(rows, BLOCK_ROWS);
        PassPlan pass = new PassPlan(
                Kernels.ours(), DatasetCard.of(train, train.name(), rows).standardizer());
        try (Scratch scratch = new Scratch();
                Cluster cluster = new Cluster(Cluster.LOCAL, PARTITIONS, Map.of());
                ClusterBlocks blocks = cluster.blocks(train, plan, PARTITIONS, pass)) {
            Training unaudited = new Training(plan, new AuditedGradients(Cluster.gradients(blocks, pass), none()));
            Training audited = new Training(plan, new AuditedGradients(Cluster.gradients(blocks, pass), some()));
            Step step = unaudited.step();
            Race race = new Race().with(STEP, unaudited::milliseconds).with("with an audit", audited::milliseconds);
            for (Kernel kernel : Kernels.others()) {
                PassPlan other = pass.by(kernel);
                ClusterBlocks its = cluster.blocks(train, plan, PARTITIONS, other); // removed with the session
                AuditedGradients gradients = new AuditedGradients(Cluster.gradients(its, other), none());
                race.with(by(kernel), new Training(plan, gradients)::milliseconds);
            }
            pieces(race, step, sums(train, plan, pass), scratch.path().resolve("steps.jsonl"));
            Map<String, Times> times = race.run(setting.warmUps(), setting.repeats());
            Map<String, Times> checks = checks(train, plan, pass, step, setting);
            return List.of(result(times, checks, audited, plan));
        }
    }

    private static String by(Kernel kernel) {
        return STEP + " by " + kernel;
    }

    private static AuditPlan none() {
        return new AuditPlan(1, 0);
    }

    private static AuditPlan some() {
        return new AuditPlan(1, AUDIT);
    }

    /** A training that goes on by a step whenever it is asked to. */
    private static final class Training {
        private final Trainer trainer;
        private final List<Step> steps = new ArrayList<>();
        private OptimizerState state = new GradientDescent(0).initial(Networks.initial(LESSON));
        private int auditedBlocks;

        Training(BlockPlan plan, AuditedGradients gradients) {
            trainer = new Trainer(
                    plan, gradients, new GradientDescent(0), new Schedule.Constant(LEARNING_RATE), steps::add);
        }

        Step step() {
            state = trainer.run(state, state.step() + 1);
            Step step = steps.get(steps.size() - 1);
            auditedBlocks += step.work().auditedBlocks();
            return step;
        }

        double milliseconds() {
            return Race.milliseconds(this::step);
        }

        /** Percent of all blocks of all steps up to now. */
        double audited(BlockPlan plan) {
            return 100.0 * auditedBlocks / (steps.size() * (double) plan.blockCount());
        }
    }

    private static SumCost sums(Examples train, BlockPlan plan, PassPlan plain) {
        List<BlockGradient> mine = new ArrayList<>();
        Parameters parameters = Networks.initial(LESSON);
        try (BlockReader reader = BlockReader.open(train, plan, plan.share(0, PARTITIONS));
                BlockPass pass = plain.open(parameters)) {
            reader.forEachRemaining(block -> mine.add(pass.gradient(block)));
        }
        return new SumCost(LESSON, plan.fullBatch(1), mine);
    }

    private static void pieces(Race race, Step step, SumCost sums, Path file) {
        Parameters after = step.after().parameters();
        StepRecord line = StepRecord.of(step);
        race.with("exact sum", often(sums::exact))
                .with("float sum", often(sums::plain))
                .with("finite parameters", often(() -> DivergedException.requireFinite(after, 1)))
                .with("digest of all parameters", often(after::sha256))
                .with("digests of the tensors", often(after::tensorSha256))
                .with("norms of the gradient", often(() -> {
                    step.gradient().norm();
                    step.gradient().tensorNorms();
                }))
                .with("line of the record", often(() -> append(file, HashedJson.line(line))));
    }

    private static Race.Turn often(Runnable piece) {
        return () -> {
            double milliseconds = 0;
            for (int i = 0; i < OFTEN; i++) {
                milliseconds += Race.milliseconds(piece);
            }
            return milliseconds / OFTEN;
        };
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Times> checks(Examples train, BlockPlan plan, PassPlan pass, Step step, Setting setting)
            throws Exception {
        Parameters before = step.before();
        Batch batch = step.batch();
        GradientSource local = new LocalGradients(BlockReader.all(train, plan), pass);
        ReferenceGradients reference = new ReferenceGradients(BlockReader.all(train, plan), pass.scaling());
        return new Race()
                .with(
                        "local",
                        () -> Race.milliseconds(
                                () -> local.gradientSum(before, batch).mean()))
                .with("reference", () -> Race.milliseconds(() -> reference.measure(before, batch)))
                .run(1, Math.min(setting.repeats(), MOST_CHECKS));
    }

    private static Result result(Map<String, Times> race, Map<String, Times> checks, Training audited, BlockPlan plan) {
        Map<String, Double> pieces = new LinkedHashMap<>();
        pieces.put("exact sum rather than a float sum", median(race, "exact sum") - median(race, "float sum"));
        double inTheStep = pieces.get("exact sum rather than a float sum") + median(race, "finite parameters");
        for (String piece : List.of(
                "finite parameters",
                "digest of all parameters",
                "digests of the tensors",
                "norms of the gradient",
                "line of the record")) {
            pieces.put(piece, median(race, piece));
        }
        double step = median(race, STEP);
        ProofShares shares = new ProofShares(step, pieces);
        Map<String, Object> details = new LinkedHashMap<>(shares.described(shares.total() - inTheStep));
        details.put("exact sum, ms", median(race, "exact sum"));
        details.put("float sum, ms", median(race, "float sum"));
        details.put("blocks audited, % of all", audited.audited(plan));
        details.put("an audited step takes longer, %", ProofShares.more(step, median(race, "with an audit")));
        Kernels.others()
                .forEach(kernel -> details.put(
                        "all of the proof, % of " + by(kernel), 100 * shares.total() / median(race, by(kernel))));
        checks.forEach((opinion, times) -> details.put("a check by " + opinion + ", s", times.median() / 1e3));
        return new Result(
                "proof",
                shares.total(),
                null,
                Map.of(STEP, step, "with an audit", median(race, "with an audit")),
                spread(race),
                times(race, STEP).milliseconds().length,
                Map.of(
                        Result.OURS,
                        "all that proves a step: the exact sum (rather than a float sum), checks, digests, record",
                        STEP,
                        "784-50-1, %,d examples in %d blocks, %d partitions, without its record"
                                .formatted(plan.examples(), plan.blockCount(), PARTITIONS),
                        "with an audit",
                        "the same with check.audit = " + AUDIT),
                Map.of(),
                details,
                List.of(new Aim(
                        "all of the proof, % of a step",
                        shares.percent(shares.total(), shares.total() - inTheStep), MOST_PERCENT)));
    }

    private static Map<String, double[]> spread(Map<String, Times> race) {
        Map<String, double[]> spread = new LinkedHashMap<>();
        race.forEach((name, times) -> spread.put(name, new double[] {times.least(), times.most()}));
        return spread;
    }

    private static double median(Map<String, Times> race, String name) {
        return times(race, name).median();
    }

    private static Times times(Map<String, Times> race, String name) {
        return Objects.requireNonNull(race.get(name));
    }
}
