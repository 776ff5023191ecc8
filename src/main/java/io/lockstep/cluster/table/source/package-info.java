/**
 * Reads tables of any kind with Spark, and says in words what is wrong with one. Input: what the user said, a
 * {@link io.lockstep.cluster.table.source.TableSource}. Output: an {@link io.lockstep.cluster.table.source.OpenedTable}, whose rows Spark
 * reads on demand, and which names the file and the line of a row.
 *
 * <p>Read in this order: {@code TableSource}, {@code SourcePath}, {@code TableFormat}, {@code FoundFiles}, {@code OpenedTable}; then what
 * looks at the beginning of a text file before Spark reads it: {@code TextOptions}, {@code FileHead}, {@code CsvRecords}, {@code CsvHead},
 * {@code DecimalComma}, {@code JsonHead}, {@code LibsvmLine}; then errors: {@code RecordException}, {@code ReadingFailure},
 * {@code RowSearch}, {@code RowPlace}.
 *
 * <p>Imports {@code data}, Spark SQL, Spark's vectors and Hadoop's file systems.
 */
package io.lockstep.cluster.table.source;
