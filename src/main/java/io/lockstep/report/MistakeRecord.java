package io.lockstep.report;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.table.TableSchema;
import io.lockstep.metric.LargeError;
import io.lockstep.metric.Mistake;
import io.lockstep.metric.WrongClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An example that the model predicts badly, as a run's record has it.
 *
 * @param example its global id
 * @param label its class; absent of a regression, as the next three are
 * @param predicted the predicted class
 * @param probability of the label according to the network; for MSE the output itself
 * @param loss of the example
 * @param targets the true numbers of a regression, in their own unit; absent of classes
 * @param outputs the predicted numbers
 * @param pixels of an image, unsigned bytes; absent of a table's row
 * @param row the columns of a table's row; absent of an image
 */
public record MistakeRecord(
        long example,
        @Nullable Integer label,
        @Nullable Integer predicted,
        @Nullable Double probability,
        @Nullable Double loss,
        @Nullable List<Double> targets,
        @Nullable List<Double> outputs,
        byte @Nullable [] pixels,
        @Nullable List<RowCell> row) {

    /**
     * Of an image, or of a table's row.
     *
     * @param schema of the table; null of images
     */
    public static MistakeRecord of(Mistake mistake, @Nullable TableSchema schema) {
        return schema == null
                ? of(mistake, ((ByteFeatures) mistake.features()).values(), null)
                : of(mistake, null, RowCell.of(mistake.features(), schema.inputs()));
    }

    private static MistakeRecord of(Mistake mistake, byte @Nullable [] pixels, @Nullable List<RowCell> row) {
        if (mistake instanceof LargeError error) {
            return new MistakeRecord(
                    error.example(), null, null, null, null, error.targets(), error.outputs(), pixels, row);
        }
        WrongClass wrong = (WrongClass) mistake;
        return new MistakeRecord(
                wrong.example(),
                wrong.label(),
                wrong.predicted(),
                wrong.probability(),
                wrong.loss(),
                null,
                null,
                pixels,
                row);
    }
}
