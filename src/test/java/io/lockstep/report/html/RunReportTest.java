package io.lockstep.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.check.Verification;
import io.lockstep.metric.Classification;
import io.lockstep.metric.Confusion;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.device.Backend;
import io.lockstep.report.EpochRecord;
import io.lockstep.report.RunRecord;
import io.lockstep.report.TensorStatistics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunReportTest {
    private static final String HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;</style>";

    private static Document page(Records records) {
        return Jsoup.parse(RunReport.html(records.record()));
    }

    /** Every kind of run that there can be. */
    static Stream<Records> runs() {
        Records oneStep = new Records();
        oneStep.take(1, 1);
        Records noEpochs = new Records();
        noEpochs.take(30, 1);
        noEpochs.epochs = List.of();
        Records notANumber = Records.rich(3, 3);
        notANumber.steps = Stream.of(Double.NaN, Double.POSITIVE_INFINITY, 1e300)
                .map(loss -> Records.step(Records.NETWORK, 1, 1, loss))
                .toList();
        notANumber.heldOut = Records.evaluation(Records.NETWORK, Double.NaN, 0);
        TensorStatistics lost =
                new TensorStatistics("w1", Double.NaN, Double.NaN, Double.NaN, Double.NaN, Collections.nCopies(40, 0L));
        notANumber.epochs = List.of(new EpochRecord(
                1, 1, Records.evaluation(Records.NETWORK, Double.NaN, 0), Collections.nCopies(4, lost), 1));
        Records old = new Records();
        old.steps = IntStream.rangeClosed(1, 5).mapToObj(Records::oldStep).toList();
        Records failed = Records.rich(20, 4);
        failed.verdict = "diverged";
        failed.failure = "step 21: not a number";
        failed.model = null;
        failed.heldOut = null;
        failed.mistakes = List.of();
        return Stream.of(
                Records.poor(),
                Records.rich(40, 40),
                Records.rich(400, 4),
                oneStep,
                noEpochs,
                notANumber,
                old,
                failed,
                regression(),
                TableRecords.regression(60, 6),
                TableRecords.outputs(6),
                TableRecords.twoClasses(60, 60),
                failedTable());
    }

    private static Records failedTable() {
        Records failed = TableRecords.twoClasses(20, 4);
        failed.verdict = "diverged";
        failed.model = null;
        failed.heldOut = null;
        failed.mistakes = List.of();
        return failed;
    }

    private static Records regression() {
        Records records = new Records();
        records.architecture = Records.REGRESSION;
        records.take(10, 10);
        records.model = new RunRecord.Model(10, "last", Records.sha(10));
        List<List<Long>> counts = new ArrayList<>();
        for (int label = 0; label < 256; label++) { // an output far from every label
            List<Long> row = new ArrayList<>(Collections.nCopies(256, 0L));
            row.set(1, label < 2 ? 5L : 0L);
            row.set(255, label < 2 ? 3L : 0L);
            counts.add(row);
        }
        records.heldOut = Evaluation.of(
                2.5,
                16,
                Classification.of(new Confusion(counts), null),
                Records.evaluation(Records.REGRESSION, 2.5, 0.3).activations());
        return records;
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyPartIsThereWhateverTheRunWas(Records records) {
        Document page = page(records);
        boolean isRegression = records.heldOut != null && records.heldOut.regression() != null;
        List<String> parts = new ArrayList<>(List.of("curves", "layers", "agreements"));
        parts.addAll(List.of(isRegression ? "errors" : "confusion", "mistakes"));
        if (records.trainTable != null) {
            parts.add("data");
        }
        parts.addAll(List.of("time", "provenance"));
        assertThat(page.select("main > section").eachAttr("id")).isEqualTo(parts);
        assertThat(page.select("section")).allSatisfy(part -> {
            assertThat(part.select("h2")).hasSize(1);
            assertThat(part.children()).as(part.id()).hasSizeGreaterThan(1);
            assertThat(part.text().length())
                    .as(part.id())
                    .isGreaterThan(part.select("h2").text().length());
        });
    }

    @ParameterizedTest
    @MethodSource("runs")
    void thePageAsksForNothingAndRunsNothing(Records records) {
        Document page = page(records);
        assertThat(page.select("script, link, iframe, object, embed, base, form, svg"))
                .isEmpty();
        for (Element element : page.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                assertThat(attribute.getKey()).doesNotStartWith("on");
                switch (attribute.getKey()) {
                    case "src" -> assertThat(attribute.getValue()).startsWith("data:image/png;base64,");
                    case "href" -> assertThat(attribute.getValue()).startsWith("#");
                    default -> assertThat(attribute.getValue()).doesNotContain("http:", "https:", "//", "url(");
                }
            }
        }
        assertThat(page.select("style").html()).doesNotContain("url(", "@import", "http");
        assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                .startsWith("default-src 'none'");
        assertThat(page.select("nav a").eachAttr("href"))
                .allSatisfy(href -> assertThat(page.select(href)).hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyPictureIsOneAndHasWords(Records records) throws IOException {
        for (Element picture : page(records).select("img")) {
            assertThat(image(picture)).isNotNull();
            assertThat(picture.attr("alt")).isNotBlank();
        }
    }

    @Test
    void theHeadlineIsThatOfTheRecord() {
        Document page = page(Records.rich(60, 6));
        assertThat(page.title()).isEqualTo("Lockstep run nightly");
        assertThat(page.select("h1 span").eachText()).containsExactly("nightly", "ok");
        assertThat(page.select(".failure")).isEmpty();
        assertThat(page.select(".fact").eachText())
                .containsExactly(
                        "Validation accuracy (last, after step 60) 75.00 %",
                        "Validation loss (last, after step 60) 0.123456",
                        "Steps 60",
                        "Duration 3 min 07 s",
                        "Started 2026-11-25 03:24:29 UTC",
                        "Network 4-3-2, relu, cross-entropy, 23 parameters",
                        "Data digits, train, 50,000 rows");
        assertThat(page.select(".parameters").text()).isEqualTo("Parameters of the model, SHA-256 " + Records.sha(60));
    }

    @Test
    void aFailureIsToldAndWhatIsKnownUpToIt() {
        Records failed = Records.rich(20, 4);
        failed.verdict = "diverged";
        failed.failure = "step 21: not a number";
        failed.model = null;
        failed.heldOut = null;
        failed.mistakes = List.of();
        Document page = page(failed);
        assertThat(page.select("h1 .verdict.bad").text()).isEqualTo("diverged");
        assertThat(page.select(".failure").text()).isEqualTo("step 21: not a number");
        assertThat(page.expectFirst(".fact").text())
                .isEqualTo("Validation accuracy (after step 20, the last evaluated) 87.50 %");
        assertThat(page.select(".parameters").text())
                .isEqualTo("Parameters after step 20, the last that is recorded, SHA-256 " + Records.sha(20));
        assertThat(page.select("#mistakes").text()).contains("No model was kept");
    }

    @Test
    void aResultThatDependsOnTheLayoutSaysSo() {
        Records averaged = Records.rich(4, 2);
        averaged.config = new TreeMap<>(Map.of("train.sync", "local:8"));
        assertThat(page(averaged).select(".facts").text())
                .contains("local:8: averaged, so the result depends on the number of partitions");
    }

    @Test
    void theConfusionIsThatOfTheRecord() {
        Document page = page(Records.rich(4, 2));
        assertThat(page.select(".confusion tr").eachText())
                .containsExactly(
                        "label 0 1 recall",
                        "0 190 10 95.00 %", // of 200
                        "1 90 110 55.00 %",
                        "precision 67.86 % 91.67 %"); // of 280 and of 120
        assertThat(page(regression()).select(".confusion tr").eachText())
                .containsExactly(
                        "label 0 1 2 and above recall", "0 0 5 3 0.00 %", "1 0 5 3 62.50 %", "precision - 50.00 %");
    }

    @Test
    void aMistakeIsShownPixelByPixel() throws IOException {
        Element mistake = page(Records.rich(4, 2)).expectFirst(".mistakes figure");
        assertThat(mistake.text()).isEqualTo("1, predicted as 0, p(1) = 0.00300 example 4,711");
        BufferedImage image = image(mistake.expectFirst("img"));
        assertThat(image.getRaster().getSamples(0, 0, 2, 2, 0, (int[]) null)).containsExactly(0, 100, 200, 255);
        assertThat(mistake.select("img").attr("width")).isEqualTo("6"); // three times its size
    }

    @Test
    void theAgreementsAreThoseOfTheRecord() {
        Document page = page(Records.rich(60, 6));
        assertThat(page.expectFirst("#agreements p").text()).isEqualTo("1 step was checked: all agree.");
        assertThat(page.expectFirst("#agreements h3").text()).isEqualTo("Step 60");
        assertThat(page.expectFirst("#agreements table").select("tbody tr").eachText())
                .containsExactly(
                        "cluster local bit-identical - - - 0 0 12 ms",
                        "cluster reference agrees within rounding w1[379, 42] 0.0014464298 0.0014464084 2.3e-06 5.4e-04 4.1 s");
        assertThat(page.select("#agreements").text())
                .contains("2 activations so close to the kink")
                .contains("120 blocks of 60 steps computed again, 60 on another executor: bit-identical");
    }

    @Test
    void aDisagreementIsShownAmongThousands() {
        Records records = Records.rich(10, 1);
        records.verifications = IntStream.rangeClosed(1, 4000)
                .mapToObj(step -> Records.verification(step, step != 1234))
                .toList();
        Document page = page(records);
        assertThat(page.expectFirst("#agreements p").text())
                .isEqualTo(
                        "4,000 steps were checked: 1 do not agree. Shown are 7 of them: the first, the last, and those that differ.");
        assertThat(page.select("#agreements h3").eachText())
                .containsExactly(
                        "Step 1", "Step 2", "Step 3", "Step 1,234", "Step 3,998", "Step 3,999", "Step 4,000", "Audit");
        assertThat(page.select("#agreements p.bad")).hasSize(1);
        assertThat(page.select("#agreements").text()).contains("DIFFER").contains("likely cause: w1 is odd");
    }

    @Test
    void theProvenanceIsThatOfTheRecord() {
        Document page = page(Records.rich(4, 2));
        String provenance = page.select("#provenance").text();
        assertThat(provenance)
                .contains(Records.sha(101), Records.sha(102), Records.sha(201), Records.sha(202)) // of the data
                .contains("Lockstep 0.1.0 (abc1234)", "OpenBLAS 0.3.19, kernels for Zen", "local[2]")
                .contains("7 10.0.0.7:1234 2 0 no")
                .contains("executor 7 10.0.0.7 " + Records.sha(3) + " EPYC 9 Zen none");
        assertThat(page.select(".config tr").eachText())
                .containsExactly("train.learning-rate 0.1", "train.sync every-step");
    }

    @Test
    void theKernelVectorHasNoBlas() {
        Records records = new Records();
        records.backend = Backend.ofJava("vectors of 256 bits");
        assertThat(page(records).select("#provenance").text())
                .contains("computed by Java " + Runtime.version().feature() + ", vectors of 256 bits")
                .doesNotContain("BLAS", "ND4J");
    }

    @Test
    void curvesBeginAndEndAsTheRecordDoes() {
        assertThat(page(Records.rich(60, 60)).select("#curves img").eachAttr("alt"))
                .contains("Loss: training 2.000 at step 1, 0.0333 at 60; validation 1.000 at step 1, 0.0167 at 60")
                .contains("Validation accuracy: accuracy in % 50.000 at step 1, 99.167 at 60");
    }

    @Test
    void ofMiniBatchesTheMeanIsDrawnToo() {
        Document page = page(Records.rich(600, 60));
        assertThat(page.expectFirst("#curves .legend").text()).isEqualTo("each batch training validation");
        assertThat(page.expectFirst("#curves figcaption").text()).contains("the mean of the last 10 steps, an epoch");
    }

    @Test
    void whereJavaCannotWriteThePageSaysSoInWords() {
        Document page = Jsoup.parse(RunReport.html(Records.rich(60, 60).record(), "Fontconfig head is null"));
        assertThat(page.select("#curves img")).isEmpty();
        assertThat(page.expectFirst("#curves figure").text())
                .contains("Not drawn: Java cannot render text on the machine of the run (Fontconfig head is null).")
                .contains("training 2.000 at step 1, 0.0333 at 60");
        assertThat(page.select("#layers .map img")).hasSize(7); // three modules and four tensors: pixels need no fonts
        assertThat(page.select(".mistakes img")).hasSize(1);
    }

    @Test
    void hostileTextIsText() {
        Records records = Records.rich(4, 2);
        records.runId = HOSTILE;
        records.verdict = "internal";
        records.failure = HOSTILE;
        records.location = HOSTILE;
        records.config = new TreeMap<>(Map.of(HOSTILE, HOSTILE));
        records.executors = List.of(new RunRecord.Executor(HOSTILE, HOSTILE, 1, List.of(HOSTILE), HOSTILE));
        Document page = page(records);
        assertThat(page.select("script")).isEmpty();
        assertThat(page.select("img:not([src^=data:])")).isEmpty();
        assertThat(page.select("[onerror]")).isEmpty();
        assertThat(page.expectFirst("h1 span").text()).isEqualTo(HOSTILE);
        assertThat(page.select(".failure").text()).isEqualTo(HOSTILE);
        assertThat(page.select(".config tr").text()).isEqualTo(HOSTILE + " " + HOSTILE);
    }

    @Test
    void aLongRunOfADeepNetworkIsAPageOfLessThanThreeMegabytes() {
        Records records = new Records();
        records.architecture = new Architecture(List.of(784, 64, 64, 64, 64, 10), Activation.RELU, Loss.CROSS_ENTROPY);
        records.take(5000, 100);
        List<Verification> verifications = IntStream.rangeClosed(1, 5000)
                .mapToObj(step -> Records.verification(step, true))
                .toList();
        records.verifications = verifications;
        assertThat(RunReport.html(records.record()).length()).isLessThan(3_000_000);
    }

    private static BufferedImage image(Element picture) throws IOException {
        String base64 = picture.attr("src").substring("data:image/png;base64,".length());
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }
}
