package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Batch;
import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.PlantedCluster;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.ExampleCountException;
import io.lockstep.gradient.GradientSource;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Initializer;
import io.lockstep.network.Parameters;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Schedule;
import io.lockstep.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Plants every {@link SilentFault} in a run on Spark that is checked at every step as {@code train} checks it: each must be
 * caught in the step in which it happens, by whom it should be, with the right blame. {@code target/mutations.md} is the
 * table of what was seen.
 */
class MutationScoreTest {
    private static final int STEPS = 3;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static PlantedCluster cluster;

    @BeforeAll
    static void startSpark() {
        cluster = PlantedCluster.start();
    }

    @AfterAll
    static void stopSpark() {
        cluster.close();
    }

    /**
     * How a run ended.
     *
     * @param happened the step in which the fault happened first; 0 for never
     * @param caught the step in which it was caught; 0 for never
     * @param by who caught it
     * @param blame who was blamed
     * @param diagnoses what each that caught it says of it
     */
    private record Outcome(int happened, int caught, String by, String blame, List<String> diagnoses) {

        /** As the fault demands. */
        boolean isRight(SilentFault fault, FaultData data) {
            return happened > 0
                    && caught == happened
                    && by.equals(fault.catcher())
                    && blame.contains(fault.blame())
                    && diagnoses.stream().allMatch(diagnosis -> diagnosis.contains(fault.diagnosis(data)));
        }
    }

    /** Sees in which step the fault happens first. */
    private static final class Watched implements GradientSource {
        private final GradientSource source;
        private int happened;

        Watched(GradientSource source) {
            this.source = source;
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public GradientSum gradientSum(Parameters parameters, Batch batch) {
            GradientSum sum = source.gradientSum(parameters, batch);
            happened = happened == 0 && Planting.fired() > 0 ? batch.step() : happened;
            return sum;
        }

        @Override
        public List<BlockDigest> digests(Parameters parameters, Batch batch) {
            return source.digests(parameters, batch);
        }
    }

    /** Trains as {@code train} does, and checks at every step. */
    private static Outcome run(SilentFault fault, FaultData data) {
        Planting.reset();
        BlockPlan plan = fault.plan(data);
        ReferenceGradients reference = new ReferenceGradients(data.blocks(), data.scaling());
        Nd4jGradients nd4j = new Nd4jGradients(data.blocks(), data.scaling());
        AutodiffGradients autodiff = new AutodiffGradients(data.blocks(), data.scaling());
        List<SecondOpinion> opinions = List.of(fault.local(data), reference, nd4j, autodiff);
        Checker checker = new Checker(plan, 0, reference, opinions);
        List<Verification> verifications = new ArrayList<>();
        try (ClusterBlocks blocks = fault.blocks(cluster, data)) {
            Watched source = new Watched(fault.cluster(data, blocks));
            Trainer trainer = new Trainer(plan, source, new GradientDescent(), new Schedule.Constant(0.05), step -> {
                verifications.add(checker.verify(source, step.gradient(), step.before(), step.batch()));
                Verification last = verifications.get(verifications.size() - 1);
                if (!last.agrees()) {
                    throw new VerificationException(last);
                }
                return true;
            });
            try {
                trainer.run(
                        new GradientDescent()
                                .initial(Parameters.initial(fault.architecture(data), Initializer.KAIMING_FAN_IN, 7)),
                        STEPS);
                return new Outcome(source.happened, 0, "", "", List.of());
            } catch (ExampleCountException e) {
                int step = verifications.size() + 1; // before there was a gradient to verify
                String message = String.valueOf(e.getMessage());
                return new Outcome(source.happened, step, "trainer", message, List.of(message));
            } catch (VerificationException e) {
                return caught(source.happened, verifications.get(verifications.size() - 1));
            }
        }
    }

    private static Outcome caught(int happened, Verification verification) {
        List<Agreement> against = verification.agreements().stream()
                .filter(agreement -> !agreement.agrees())
                .toList();
        return new Outcome(
                happened,
                verification.step(),
                String.join(", ", against.stream().map(Agreement::right).toList()),
                verification.verdict(),
                against.stream().map(Agreement::diagnosis).toList());
    }

    @Test
    void everySilentFaultIsCaughtInTheStepInWhichItHappensAndBlamedRightly() throws IOException {
        List<String> table =
                new ArrayList<>(List.of("| error | detected in step | by | message |", "|---|---|---|---|"));
        List<String> kinds =
                new ArrayList<>(List.of("| features | targets | injected | detected |", "|---|---|---|---|"));
        List<String> wrong = new ArrayList<>();
        Set<SilentFault> faults = EnumSet.complementOf(EnumSet.of(SilentFault.NONE));
        int injected = 0;
        for (FaultData data : FaultData.all()) {
            int injectedBefore = injected;
            int wrongBefore = wrong.size();
            for (SilentFault fault : faults) {
                if (!fault.canHappenTo(data)) {
                    continue;
                }
                injected++;
                Outcome outcome = run(fault, data);
                if (data instanceof DigitFaultData) {
                    table.add(
                            "| %s | %d | %s | %s |".formatted(fault, outcome.caught(), outcome.by(), fault.said(data)));
                }
                if (!outcome.isRight(fault, data)) {
                    wrong.add("%s on %s: %s".formatted(fault, data, outcome));
                }
            }
            int its = injected - injectedBefore;
            kinds.add("| %s | %s | %d | %d |"
                    .formatted(data.features(), data.targets(), its, its - (wrong.size() - wrongBefore)));
        }
        String score = "mutation score: %d of %d detected within one step, each with the correct cause"
                .formatted(injected - wrong.size(), injected);
        String report = String.join("\n", table) + "\n\n" + String.join("\n", kinds) + "\n\n" + score + "\n";
        System.out.println("\n" + report);
        Files.writeString(Path.of("target/mutations.md"), report);
        assertThat(wrong).isEmpty();
        assertThat(score).isEqualTo("mutation score: 103 of 103 detected within one step, each with the correct cause");
        assertThat(Files.readString(Path.of("src/site/markdown/checks.md")))
                .as("src/site/markdown/checks.md should have what is in target/mutations.md")
                .contains(report);
    }

    @Test
    void withoutAFaultNothingIsCaught() {
        for (FaultData data : FaultData.all()) {
            assertThat(run(SilentFault.NONE, data)).as("%s", data).isEqualTo(new Outcome(0, 0, "", "", List.of()));
        }
    }
}
