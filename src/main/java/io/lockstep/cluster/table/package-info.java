/**
 * Predictions for tables of any size. Input: a {@link io.lockstep.cluster.table.Table} that Spark SQL reads, or
 * {@link io.lockstep.data.Examples}. Output: a folder that Spark writes, with a prediction for each row.
 *
 * <p>Read in this order: {@code TableFiles}, {@code Table}, {@code TableColumns}, {@code Greys}, {@code Predictor},
 * {@code PredictionColumns}, {@code PredictionFolder}, {@code Predictions}.
 *
 * <p>Imports {@code data}, {@code hadoop}, {@code block}, {@code network}, {@code cluster}, {@code cluster.wire}, and Spark SQL.
 */
package io.lockstep.cluster.table;
