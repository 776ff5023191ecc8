/**
 * Tables as features and targets. Input: the user's {@link io.lockstep.data.table.TableChoice} and the cells of rows. Output:
 * a {@link io.lockstep.data.table.TableSchema}, with which a model reads any table again, the dataset card, and encoded rows.
 *
 * <p>Read in this order: {@code TableChoice}, {@code UsedColumns}, {@code Cell}, {@code RowCells}, {@code TableStatistics}, {@code
 * SchemaMaker}, {@code TableSchema}, {@code TableChecks}, {@code RowEncoder}, {@code TableEncoding}, {@code TableRows}.
 *
 * <p>Imports {@code data}; plain Java.
 */
package io.lockstep.data.table;
