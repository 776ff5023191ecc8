package io.lockstep.cluster.table;

import io.lockstep.block.Block;
import io.lockstep.cluster.wire.Broadcasted;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.Targets;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
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

/**
 * Predicts the examples of a task. Every row goes through the network as a block of its own: in a larger block its bits may depend
 * on its position (OpenBLAS's kernels for Haswell and Zen compute the last rows of a product, and every twelfth, in another
 * order), and that on how the table is cut into partitions.
 *
 * @param parameters of the network, on the executor
 * @param passes which open its pass
 * @param columns of a prediction
 */
record Predictor(Broadcasted<Parameters> parameters, PassFactory passes, PredictionColumns columns)
        implements Serializable {
    /** Rows of a block. */
    static final int BLOCK_ROWS = 1;

    /** The examples' kept values with the predictions, computed on demand; the pass is closed when the task ends. */
    Iterator<Row> predict(Iterator<Example> examples) {
        if (!examples.hasNext()) {
            return Collections.emptyIterator();
        }
        BlockPass pass = passes.open(parameters.value());
        TaskCompletionListener closePass = context -> pass.close();
        TaskContext.get().addTaskCompletionListener(closePass);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return examples.hasNext();
            }

            @Override
            public Row next() {
                return row(pass, examples.next());
            }
        };
    }

    /** The network's outputs for one row, alone in its block. */
    static Outputs outputs(BlockPass pass, Architecture architecture, Example example) {
        Targets any = architecture.loss() == Loss.MSE // the pass takes one; the outputs do not depend on it
                ? new NumberTargets(architecture.outputs(), new float[architecture.outputs()])
                : new ClassTargets(new int[BLOCK_ROWS]);
        return pass.forward(new Block(0, 0, example.features(), any)).outputs();
    }

    private Row row(BlockPass pass, Example example) {
        Outputs outputs = outputs(pass, parameters.value().architecture(), example);
        List<Object> values = new ArrayList<>(Arrays.asList(example.kept()));
        columns.add(outputs, values);
        return RowFactory.create(values.toArray());
    }
}
