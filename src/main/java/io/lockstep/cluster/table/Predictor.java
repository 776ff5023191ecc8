package io.lockstep.cluster.table;

import io.lockstep.cluster.wire.Broadcasted;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * Predicts the examples of a task.
 *
 * @param parameters of the network, on the executor
 * @param passes which open its pass
 * @param columns of a prediction
 */
record Predictor(Broadcasted<Parameters> parameters, PassFactory passes, PredictionColumns columns)
        implements Serializable {

    /** The examples' kept values with the predictions, computed on demand; the pass is closed when the task ends. */
    Iterator<Row> predict(Iterator<Example> examples) {
        if (!examples.hasNext()) {
            return Collections.emptyIterator();
        }
        BlockPass pass = passes.open(parameters.value());
        TaskCompletionListener closePass = context -> pass.close();
        TaskContext.get().addTaskCompletionListener(closePass);
        Batches batches = new Batches(examples, pass, parameters.value().architecture());
        return new Iterator<>() {
            private Batches.@Nullable Batch batch;
            private int row;

            @Override
            public boolean hasNext() {
                return (batch != null && row < batch.examples().size()) || batches.hasNext();
            }

            @Override
            public Row next() {
                if (batch == null || row == batch.examples().size()) {
                    batch = batches.next();
                    row = 0;
                }
                return row(batch, row++);
            }
        };
    }

    private Row row(Batches.Batch batch, int row) {
        List<Object> values =
                new ArrayList<>(Arrays.asList(batch.examples().get(row).kept()));
        columns.add(batch.outputs(), row, values);
        return RowFactory.create(values.toArray());
    }
}
