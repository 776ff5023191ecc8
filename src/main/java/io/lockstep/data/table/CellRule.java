package io.lockstep.data.table;

import java.io.Serializable;

/**
 * What is counted in a column.
 *
 * @param column the column
 * @param role what it is for
 * @param words whether different words are counted
 * @param numbersAsWords whether numbers are counted as words, too
 * @param limit of different words
 * @param nanIsMissing whether NaN counts as missing
 */
record CellRule(TableColumn column, Role role, boolean words, boolean numbersAsWords, int limit, boolean nanIsMissing)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Up to this number of categories or classes, a column that nobody named is taken for one of words. */
    static final int MOST_WORDS = 1_000;

    /** The same where the column was named. */
    private static final int MOST_NAMED = 100_000;

    /** What a column is for. */
    enum Role {
        FEATURE,
        CLASS,
        NUMBER,
        WEIGHT
    }

    static CellRule feature(TableColumn column, TableChoice choice, boolean isMixed) {
        Categories categories = choice.categories();
        boolean named = categories.includes(column.name());
        return new CellRule(
                column,
                Role.FEATURE,
                named || categories.mode() == Categories.Mode.AUTO,
                named || isMixed,
                named && categories.mode() == Categories.Mode.NAMED ? MOST_NAMED : MOST_WORDS,
                choice.missing() == Missing.MEAN || named);
    }

    /** Of a column whose kind a schema knows. */
    static CellRule known(TableColumn column, boolean isCategory, Missing missing) {
        return new CellRule(
                column, Role.FEATURE, isCategory, isCategory, MOST_NAMED, missing == Missing.MEAN || isCategory);
    }

    static CellRule other(TableColumn column, Role role) {
        return new CellRule(column, role, role == Role.CLASS, role == Role.CLASS, MOST_WORDS, false);
    }
}
