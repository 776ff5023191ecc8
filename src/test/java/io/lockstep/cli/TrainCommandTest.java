package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.data.SmallDigits;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code train} prints and leaves, with mini-batches and what comes with them. */
class TrainCommandTest extends CommandFixture {
    /** 500 rows in 10 blocks of 50, 3 a batch: 4 steps an epoch. */
    private int train(String id, List<String> options, String... overrides) {
        List<String> arguments = new ArrayList<>(List.of("train", "--run-id", id));
        arguments.addAll(options);
        Stream.concat(
                        Stream.of(
                                "data.source=" + SmallDigits.folder(),
                                "data.rows=500",
                                "network.layers=784-12-10",
                                "block.rows=50",
                                "batch.blocks=3",
                                "train.epochs=3",
                                "train.learning-rate=0.01",
                                "optimizer.name=adam",
                                "run.output=" + folder),
                        Stream.of(overrides))
                .forEach(override -> arguments.addAll(List.of("-D", override)));
        return run(arguments.toArray(String[]::new));
    }

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(folder.resolve(file).toFile());
    }

    @Test
    void anEpochIsALineAndTheLastStepIsChecked() throws IOException {
        assertThat(train("mini", List.of())).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("Training: 12 steps, 3 epochs in batches of 150 examples, adam, learning rate 0.01, constant")
                .containsPattern("\n  epoch   1  loss \\d\\.\\d{6}  validation \\d\\.\\d{6}, accuracy \\d+\\.\\d\\d %"
                        + " +\\d+\\.\\d s  parameters [0-9a-f]{12}\n")
                .contains("Agreement of the gradient of step 12", "cluster against local: bit-identical")
                .doesNotContain("\n  step ");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);

        JsonNode record = json("mini/run.json");
        assertThat(record.get("gradients").asText()).isEqualTo("exact");
        assertThat(record.get("steps")).hasSize(12);
        assertThat(record.get("epochs")).hasSize(3);
        assertThat(record.get("steps").get(11).get("epoch").asInt()).isEqualTo(3);
        assertThat(record.get("steps").get(3).get("exampleCount").asLong()).isEqualTo(50); // the tenth block
        assertThat(record.get("model").get("step").asInt()).isEqualTo(12);
        JsonNode confusion = record.get("heldOut").get("confusion").get("counts");
        long total = 0;
        long correct = 0;
        for (int label = 0; label < 10; label++) {
            for (int predicted = 0; predicted < 10; predicted++) {
                long count = confusion.get(label).get(predicted).asLong();
                total += count;
                correct += label == predicted ? count : 0;
            }
        }
        assertThat(total).isEqualTo(SmallDigits.VALID);
        assertThat(record.get("heldOut").get("accuracy").asDouble()).isEqualTo(correct / (double) SmallDigits.VALID);
        assertThat(record.get("mistakes")).hasSize((int) Math.min(60, total - correct));

        JsonNode card = json("mini/model/model.json");
        assertThat(card.get("parametersSha256"))
                .isEqualTo(record.get("steps").get(11).get("parametersSha256"));
        assertThat(card.get("heldOut").get("accuracy"))
                .isEqualTo(record.get("heldOut").get("accuracy"));
        assertThat(card.get("standardizer").get("mean"))
                .isEqualTo(record.get("trainData").get("moments").get("mean"));
    }

    @Test
    void theBestIsKeptAndTrainingEndsWhenItIsNoLongerBeaten() throws IOException {
        assertThat(train(
                        "early",
                        List.of("--progress", "json"),
                        "train.epochs=40",
                        "train.learning-rate=0.3", // so large that the first epochs are soon the best that is ever seen
                        "train.patience=2",
                        "train.keep=best"))
                .as(err.toString())
                .isZero();
        JsonNode record = json("early/run.json");
        int taken = record.get("steps").size();
        int best = record.get("model").get("step").asInt();
        assertThat(taken).isLessThan(160).isEqualTo(best + 2 * 4);
        double least = Double.POSITIVE_INFINITY;
        int leastAt = 0;
        for (JsonNode epoch : record.get("epochs")) {
            double loss = epoch.get("heldOut").get("loss").asDouble();
            if (loss < least) {
                least = loss;
                leastAt = epoch.get("step").asInt();
            }
        }
        assertThat(best).isEqualTo(leastAt);
        assertThat(record.get("heldOut").get("loss").asDouble()).isEqualTo(least);
        assertThat(json("early/model/model.json").get("parametersSha256"))
                .isEqualTo(record.get("steps").get(best - 1).get("parametersSha256"));
        assertThat(record.get("verifications").get(0).get("step").asInt()).isEqualTo(taken); // the last there was
        assertThat(out.toString().lines())
                .anyMatch(line ->
                        line.startsWith("{\"event\":\"evaluated\",\"run\":\"early\",\"epoch\":1,\"step\":4,\"loss\":"));
    }

    @Test
    void localStepsSayThatTheyAreNotExactAndAreNotReproduced() throws IOException {
        assertThat(train("local", List.of(), "train.sync=local:3", "check.every=off", "cluster.partitions=2"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("NOT EXACT: local:3. Each partition trains on its own; the result depends on the number of"
                        + " partitions")
                .contains("epoch   3");
        assertThat(json("local/run.json").get("gradients").asText()).isEqualTo("local:3");
        assertThat(json("local/model/model.json").get("gradients").asText()).isEqualTo("local:3");
        assertThat(json("local/run.json").get("steps")).hasSize(6); // rounds: after steps 3, 4, 7, 8, 11, 12
        assertThat(run("reproduce", folder.resolve("local").toString())).isEqualTo(ExitCode.DATA.code());
        assertThat(err.toString())
                .contains(
                        "train.sync: expected every-step, found local:3. Local steps depend on the number of partitions");
        // other partitions are another run
        assertThat(train("local", List.of(), "train.sync=local:3", "check.every=off", "cluster.partitions=3"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("cluster.partitions was 2 and is 3");
    }

    @Test
    void localStepsOfOnePartitionAreTheExactSteps() throws IOException {
        assertThat(train("exact", List.of())).as(err.toString()).isZero();
        assertThat(train("alone", List.of(), "train.sync=local:3", "check.every=off", "cluster.partitions=1"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("local:3 on one partition: the steps are exact, but no gradient is checked")
                .doesNotContain("NOT EXACT");
        assertThat(json("alone/model/model.json").get("parametersSha256"))
                .isEqualTo(json("exact/model/model.json").get("parametersSha256"));
    }

    @Test
    void aRunThatDivergesLeavesItsRecordAndSaysWhereItWasStillGood() throws IOException {
        assertThat(train(
                        "diverging",
                        List.of(),
                        "optimizer.name=sgd",
                        "train.learning-rate=1e4",
                        "run.checkpoint-every=1"))
                .isEqualTo(ExitCode.DIVERGED.code());
        assertThat(err.toString())
                .matches(
                        "(?s)lockstep: diverged: step \\d+, .* The last good checkpoint is that of step \\d+, in .*\n");
        assertThat(Files.exists(folder.resolve("diverging"))).isFalse();
        assertThat(json("diverging.partial/run.json").get("verdict").asText()).isEqualTo("diverged");
    }
}
