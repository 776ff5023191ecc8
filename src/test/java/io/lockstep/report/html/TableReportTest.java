package io.lockstep.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.data.FloatFeatures;
import io.lockstep.data.table.TableSchema;
import io.lockstep.metric.WrongClass;
import io.lockstep.report.MistakeRecord;
import io.lockstep.report.RowCell;
import java.util.List;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class TableReportTest {
    private static Document page(Records records) {
        return Jsoup.parse(RunReport.html(records.record()));
    }

    @Test
    void aRegressionIsToldByItsErrors() {
        Document page = page(TableRecords.regression(60, 6));
        assertThat(page.select(".fact").eachText())
                .startsWith(
                        "Validation RMSE (last, after step 60) 1,272.11", "Validation R² (last, after step 60) 0.9028")
                .contains("Data diamonds.csv, train, 43,152 rows, 4 columns");
        assertThat(page.select("#errors p").text())
                .isEqualTo("The 4,000 validation examples (last, after step 60), in the unit of the target:"
                        + " RMSE (root mean squared error) 1,272.11, MAE (mean absolute error) 774.803, R² 0.9028.");
        assertThat(page.select("#errors figcaption").eachText())
                .containsExactly(
                        "Predicted against true: price A sample of 1,000 validation examples.",
                        "Errors: price Of all validation examples. Not shown: 20 with a smaller error, 18 with a larger one.");
        assertThat(page.select("#errors img").eachAttr("alt"))
                .anySatisfy(
                        alt -> assertThat(alt).startsWith("Predicted against true: price: 1,000 validation examples"))
                .anySatisfy(alt -> assertThat(alt).startsWith("Errors: price: 3,962 examples from"));
        assertThat(page.select("#curves img").eachAttr("alt"))
                .anySatisfy(alt ->
                        assertThat(alt).startsWith("Validation errors: RMSE").contains("; MAE"));
        assertThat(page.text()).doesNotContain("accuracy", "NaN");
    }

    @Test
    void ofSeveralOutputsEachIsInATableAndTheFirstArePlotted() {
        Records records = TableRecords.outputs(6);
        records.targetNames = List.of("height", "width");
        Document page = page(records);
        assertThat(page.select("#errors tbody tr")).hasSize(6);
        assertThat(page.select("#errors tbody tr").eachText().get(1)).startsWith("width ");
        assertThat(page.select("#errors tbody tr").eachText().get(2)).startsWith("2 ");
        assertThat(page.select("#errors figure")).hasSize(8);
        assertThat(page.select("#errors").text()).contains("Plotted are the first 4 of 6 outputs.");
    }

    @Test
    void twoClassesHaveTheirNamesAndTheirCurves() {
        Document page = page(TableRecords.twoClasses(60, 6));
        assertThat(page.select(".fact").eachText()).contains("Validation ROC AUC (last, after step 60) 0.9151");
        assertThat(page.select(".confusion th").eachText())
                .contains("no", "yes")
                .doesNotContain("0", "1");
        assertThat(page.select("#confusion p").text())
                .contains("ROC AUC 0.915055, PR AUC 0.862703 (average precision, as scikit-learn defines it)")
                .contains("The positive class is yes: 1,371 examples, and 2,629 of the other class.");
        assertThat(page.select("#confusion img").eachAttr("alt"))
                .containsExactly(
                        "ROC curve: true against false positive rate, area 0.9151",
                        "Precision-recall curve: precision against recall, area 0.8627");
        assertThat(page.select("#data tbody tr").eachText()).contains("no 549 61.62 % 549", "yes 342 38.38 % 342");
    }

    @Test
    void withoutAValidationSetNothingIsSaidOfOne() {
        for (Records records :
                List.of(TableRecords.twoClasses(60, 6), TableRecords.regression(60, 6), Records.rich(60, 6))) {
            records.hasValidation = false;
            records.heldOut = null;
            records.mistakes = List.of();
            records.epochs = List.of();
            Document page = page(records);
            assertThat(page.select(".fact").eachText())
                    .contains("Validation no validation set")
                    .anySatisfy(fact -> assertThat(fact).startsWith("Training loss (last step) "))
                    .noneMatch(fact -> fact.contains("not evaluated"));
            assertThat(page.select("nav a").eachAttr("href"))
                    .doesNotContain("#confusion", "#errors", "#mistakes")
                    .allSatisfy(address -> assertThat(page.select(address)).hasSize(1));
            assertThat(page.select("#curves figcaption").eachText())
                    .noneMatch(caption -> caption.contains("Validation"));
            assertThat(page.select("#data th").eachText()).doesNotContain("validation rows");
            assertThat(page.select("#layers").text()).contains("There is no validation set");
            assertThat(page.text()).doesNotContain("NaN", "null");
        }
    }

    @Test
    void theRowsThatArePredictedWorstAreShownByColumn() {
        Document prices = page(TableRecords.regression(60, 6));
        assertThat(prices.select("#mistakes h2").text()).isEqualTo("Largest errors");
        assertThat(prices.select("#mistakes tr").eachText())
                .containsExactly(
                        "true price predicted error carat cut color depth",
                        "18,000.0 5,632.87 -12,367.1 2.31 Ideal E 62",
                        "600.000 8,578.90 +7,978.90 0.3 - - 58.5");
        assertThat(page(TableRecords.twoClasses(60, 6)).select("#mistakes tr").eachText())
                .containsExactly("true predicted p(true) loss sex age", "yes no 0.00300 5.809 male 29");
    }

    @Test
    void ofAWideRowTheColumnsThatAreNotZeroAreInOneCell() {
        TableSchema schema = TableRecords.schema(IntStream.range(0, 300)
                .mapToObj(i -> new TableSchema.NumberInput("pixels", i, 0, 1, 0))
                .toArray(TableSchema.Input[]::new));
        float[] values = new float[300];
        values[7] = 0.5f;
        values[299] = -3;
        MistakeRecord mistake =
                MistakeRecord.of(new WrongClass(1, 0, 1, 0.1, 2, new FloatFeatures(300, values)), schema);
        assertThat(mistake.row()).containsExactly(new RowCell("pixels[7]", "0.5"), new RowCell("pixels[299]", "-3"));
        Records records = TableRecords.twoClasses(6, 2);
        IntStream.range(0, values.length).forEach(i -> values[i] = 1);
        MistakeRecord full = MistakeRecord.of(new WrongClass(1, 0, 1, 0.1, 2, new FloatFeatures(300, values)), schema);
        assertThat(full.row()).hasSize(40);
        records.mistakes = List.of(mistake, full);
        assertThat(page(records).select("#mistakes tr").eachText())
                .startsWith("true predicted p(true) loss row", "no yes 0.100 2.000 pixels[7] = 0.5, pixels[299] = -3");
    }

    @Test
    void theDataIsThatOfTheCard() {
        Document page = page(TableRecords.regression(60, 6));
        assertThat(page.select("#data > p").text())
                .startsWith("The 43,152 training rows of diamonds.csv, train, as they stand in the table");
        assertThat(page.expectFirst("#data li").text()).startsWith("Column depth: 12 values are missing");
        assertThat(page.select("#data tbody tr").eachText())
                .contains(
                        "carat number 0 0.798 0.474 0.2 5.01 -",
                        "cut category 3 - - - - Fair 1,610, Ideal 21,551",
                        "weight of the row number 0 0.798 0.474 0.2 5.01 -",
                        "price 3,932.80 3,989.40 326 18,823")
                .anySatisfy(row -> assertThat(row).startsWith("color category").endsWith("M 1,000 and 4 more"));
        assertThat(page.select("#data img").attr("alt")).startsWith("price: ");
        assertThat(page.select("#provenance").text())
                .contains("diamonds.csv, train", "00112233445566778899aabbccddeeff", "5, stored as floats");
    }

    @Test
    void aWideTableShowsItsFirstColumnsAndSaysSo() {
        Records records = TableRecords.regression(4, 2);
        records.trainTable = TableRecords.wide(785);
        Document page = page(records);
        assertThat(page.select("#data tbody tr").eachText()).contains("pixel59 number 0 0.798 0.474 0.2 5.01 -");
        assertThat(page.select("#data").text())
                .contains("Shown are the first 60 of 785 columns; run.json has all.")
                .doesNotContain("pixel60");
    }
}
