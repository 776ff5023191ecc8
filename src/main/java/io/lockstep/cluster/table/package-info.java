/**
 * Tables of any size, as Spark SQL reads them: to train on, to evaluate and to predict.
 *
 * <p>To train and evaluate: input, the rows of {@link io.lockstep.cluster.table.source.OpenedTable}, or of a caller; output, {@link
 * io.lockstep.cluster.table.TableData}: what the columns hold, and the rows in blocks. Read in this order: {@code SourceTable}, {@code
 * CellReader}, {@code TableScan}, {@code TableCount}, {@code TableData}, {@code OrderedBlocks}, {@code BlockCutter}.
 *
 * <p>To predict: input, a table or {@link io.lockstep.data.Examples}; output, a folder that Spark writes, with a prediction for each row. Read
 * in this order: {@code TableFiles}, {@code Table}, {@code TableColumns}, {@code Greys}, {@code TableExamples}, {@code Batches}, {@code Predictor}, {@code
 * PredictionColumns}, {@code PredictionFolder}, {@code Predictions}.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code cluster}, {@code cluster.wire}, {@code cluster.table.source}, and Spark SQL.
 */
package io.lockstep.cluster.table;
