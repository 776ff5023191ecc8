package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Batch;
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
        boolean isRight(SilentFault fault) {
            return happened > 0
                    && caught == happened
                    && by.equals(fault.catcher())
                    && blame.contains(fault.blame())
                    && diagnoses.stream().allMatch(diagnosis -> diagnosis.contains(fault.diagnosis()));
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
    private static Outcome run(SilentFault fault) {
        Planting.reset();
        ReferenceGradients reference = new ReferenceGradients(SilentFault.blocks(), SilentFault.STANDARDIZER);
        AutodiffGradients autodiff = new AutodiffGradients(SilentFault.blocks(), SilentFault.STANDARDIZER);
        List<SecondOpinion> opinions = List.of(fault.local(), reference, autodiff);
        Checker checker = new Checker(SilentFault.PLAN, 0, reference, opinions);
        List<Verification> verifications = new ArrayList<>();
        try (ClusterBlocks blocks = cluster.blocks(fault.examples(), SilentFault.PLAN, fault.layout())) {
            Watched source = new Watched(fault.cluster(blocks));
            Trainer trainer =
                    new Trainer(SilentFault.PLAN, source, new GradientDescent(), new Schedule.Constant(0.05), step -> {
                        verifications.add(checker.verify(
                                source, step.gradient(), step.before().parameters(), step.batch()));
                        Verification last = verifications.get(verifications.size() - 1);
                        if (!last.agrees()) {
                            throw new VerificationException(last);
                        }
                        return true;
                    });
            try {
                trainer.run(
                        new GradientDescent()
                                .initial(Parameters.initial(fault.architecture(), Initializer.KAIMING_FAN_IN, 7)),
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
        List<String> wrong = new ArrayList<>();
        Set<SilentFault> faults = EnumSet.complementOf(EnumSet.of(SilentFault.NONE));
        for (SilentFault fault : faults) {
            Outcome outcome = run(fault);
            table.add("| %s | %d | %s | %s |".formatted(fault, outcome.caught(), outcome.by(), fault.said()));
            if (!outcome.isRight(fault)) {
                wrong.add(fault + ": " + outcome);
            }
        }
        String score = "mutation score: %d of %d detected within one step, each with the correct cause"
                .formatted(faults.size() - wrong.size(), faults.size());
        String report = String.join("\n", table) + "\n\n" + score + "\n";
        System.out.println("\n" + report);
        Files.writeString(Path.of("target/mutations.md"), report);
        assertThat(wrong).isEmpty();
        assertThat(score).isEqualTo("mutation score: 15 of 15 detected within one step, each with the correct cause");
        assertThat(Files.readString(Path.of("src/site/markdown/checks.md")))
                .as("src/site/markdown/checks.md should have what is in target/mutations.md")
                .contains(report);
    }

    @Test
    void withoutAFaultNothingIsCaught() {
        assertThat(run(SilentFault.NONE)).isEqualTo(new Outcome(0, 0, "", "", List.of()));
    }
}
