package io.lockstep.report;

import io.lockstep.data.table.TableCard;

/**
 * The tables of a run.
 *
 * @param train what was trained on
 * @param heldOut the validation set
 * @param targets what the classes are called, or the columns that are predicted
 */
public record TableRecord(TableCard train, TableCard heldOut, TargetNames targets) {}
