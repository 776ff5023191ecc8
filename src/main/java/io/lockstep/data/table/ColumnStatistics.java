package io.lockstep.data.table;

import io.lockstep.data.Moments;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one column of some rows holds. */
final class ColumnStatistics implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int UNKNOWN = -1;

    private final CellRule rule;
    private final NumberStatistics numbers = new NumberStatistics();
    private final WordCounts words;
    private final Findings findings = new Findings();
    private final @Nullable PowerHistogram histogram;
    private long numeric; // finite numbers, booleans, or arrays
    private long booleans;
    private long texts; // words that are no numbers
    private long missing;
    private transient @Nullable RowPlaces places; // on the driver
    private boolean dense; // whether some array stores all its numbers
    private int shortest = UNKNOWN;
    private int longest = UNKNOWN;

    ColumnStatistics(CellRule rule) {
        this.rule = rule;
        words = new WordCounts(rule.limit());
        histogram = rule.role() == CellRule.Role.NUMBER ? new PowerHistogram() : null;
        numbers.widen(rule.column().isVector() ? 0 : 1);
    }

    /** Has the rows of findings looked for. */
    void locate(RowPlaces where) {
        places = where;
    }

    /** What an error calls the row of a finding: its name, and its place where that is known. */
    String place(Finding finding) {
        return place(finding, places);
    }

    /** Where an error is: table, column and row; file and line instead of the table where they are known. */
    String at(String where, @Nullable Finding finding) {
        String column = ", column " + Shown.text(rule.column().name());
        if (finding == null) {
            return where + column;
        }
        return place(finding, places, where, column);
    }

    static String place(Finding finding, @Nullable RowPlaces places) {
        return place(finding, places, "", "").replaceFirst("^, ", "");
    }

    static String place(Finding finding, @Nullable RowPlaces places, String where, String column) {
        return Optional.ofNullable(places)
                .flatMap(known -> known.of(finding.hash()))
                .map(place -> place + column + ", " + finding.rowIn(place))
                .orElse(where + column + ", " + finding.row());
    }

    /** Counts a row's cell. */
    void add(Cell cell, RowCells row) {
        switch (cell.kind()) {
            case MISSING -> addMissing(row);
            case WORD -> {
                texts++;
                findings.add(Finding.Kind.WORD, row, cell);
                if (rule.words()) {
                    words.add(cell);
                }
            }
            case BOOLEAN -> {
                booleans++;
                addFinite(cell, row);
            }
            case NUMBER -> {
                if (Float.isFinite(cell.value())) {
                    addFinite(cell, row);
                } else if (!Double.isNaN(cell.number())) {
                    findings.add(Finding.Kind.INFINITE, row, cell);
                } else if (rule.nanIsMissing()) {
                    addMissing(row);
                } else {
                    findings.add(Finding.Kind.NAN, row, cell);
                }
            }
        }
    }

    private void addMissing(RowCells row) {
        missing++;
        findings.add(Finding.Kind.MISSING, row, "nothing");
    }

    private void addFinite(Cell cell, RowCells row) {
        float value = cell.value();
        numeric++;
        numbers.add(0, value, value != cell.number());
        if (rule.numbersAsWords()) {
            cell.spell();
            words.add(cell);
        }
        switch (rule.role()) {
            case CLASS -> {
                if (cell.number() != Math.rint(cell.number())) {
                    findings.add(Finding.Kind.FRACTION, row, cell);
                }
            }
            case WEIGHT -> {
                if (value < 0) {
                    findings.add(Finding.Kind.NEGATIVE, row, cell);
                }
            }
            case NUMBER -> {
                if (histogram != null) {
                    histogram.add(value);
                }
            }
            case FEATURE -> {}
        }
    }

    /** Counts a row's array. */
    void add(VectorCell vector, RowCells row) {
        if (vector.isMissing()) {
            missing++;
            findings.add(Finding.Kind.MISSING, row, "nothing");
            return;
        }
        numeric++;
        dense |= vector.isDense();
        numbers.widen(vector.size());
        addSize(vector.size(), row);
        for (int entry = 0; entry < vector.count(); entry++) {
            double number = vector.number(entry);
            float value = (float) number + 0.0f;
            int element = vector.index(entry);
            if (Float.isFinite(value)) {
                numbers.add(element, value, value != number);
            } else if (!Double.isNaN(number)) {
                findings.add(Finding.Kind.INFINITE, row, rule.column().place(element) + " = " + number);
            } else if (rule.nanIsMissing()) {
                numbers.addMissing(element);
            } else {
                findings.add(Finding.Kind.NAN, row, rule.column().place(element) + " = NaN or null");
            }
        }
    }

    private void addSize(int size, RowCells row) {
        if (shortest == UNKNOWN || size < shortest) {
            findings.clear(Finding.Kind.SHORTEST);
            shortest = size;
        }
        if (size > longest) {
            findings.clear(Finding.Kind.LONGEST);
            longest = size;
        }
        if (size == shortest) {
            findings.add(Finding.Kind.SHORTEST, row, size);
        }
        if (size == longest) {
            findings.add(Finding.Kind.LONGEST, row, size);
        }
    }

    void merge(ColumnStatistics other) {
        numbers.merge(other.numbers);
        words.merge(other.words);
        for (Finding.Kind kind : Finding.Kind.values()) {
            mergeFindings(other, kind);
        }
        if (other.shortest != UNKNOWN) {
            shortest = shortest == UNKNOWN ? other.shortest : Math.min(shortest, other.shortest);
            longest = Math.max(longest, other.longest);
        }
        if (histogram != null && other.histogram != null) {
            histogram.merge(other.histogram);
        }
        numeric += other.numeric;
        booleans += other.booleans;
        texts += other.texts;
        missing += other.missing;
        dense |= other.dense;
    }

    /** The example of an array's size counts only where it is the least or the largest of both. */
    private void mergeFindings(ColumnStatistics other, Finding.Kind kind) {
        int order = switch (kind) {
            case SHORTEST -> sizeOrder(shortest, other.shortest);
            case LONGEST -> sizeOrder(-longest, -other.longest);
            default -> 0;
        };
        if (order > 0) {
            findings.clear(kind);
        }
        if (order >= 0) {
            findings.merge(other.findings, kind);
        }
    }

    private int sizeOrder(int ours, int theirs) {
        return numeric == 0 || shortest == UNKNOWN ? 1 : Integer.compare(ours, theirs);
    }

    CellRule rule() {
        return rule;
    }

    String name() {
        return rule.column().name();
    }

    NumberStatistics numbers() {
        return numbers;
    }

    WordCounts words() {
        return words;
    }

    @Nullable
    PowerHistogram histogram() {
        return histogram;
    }

    @Nullable
    Finding finding(Finding.Kind kind) {
        return findings.get(kind);
    }

    /** Rows with a finite number, a boolean or an array. */
    long numeric() {
        return numeric;
    }

    long booleans() {
        return booleans;
    }

    /** Rows with a word that is no number. */
    long texts() {
        return texts;
    }

    long missing() {
        return missing;
    }

    /** Rows in which an element of an array, or the number, is there. */
    long present(int element) {
        return numeric - numbers.missing(element);
    }

    /** Mean and standard deviation of an element, or of the number. */
    Moments moments(int element) {
        return numbers.moments(element, present(element));
    }

    /** Whether every cell that is not missing is a number, or every one a boolean. */
    boolean isNumeric() {
        return texts == 0 && (booleans == 0 || booleans == numeric);
    }

    /** Whether all are booleans. */
    boolean isBoolean() {
        return texts == 0 && booleans > 0 && booleans == numeric;
    }

    /** Whether some array is not sparse. */
    boolean hasDense() {
        return dense;
    }

    /** Length of the shortest array. */
    int shortest() {
        return shortest;
    }

    /** Length of the longest array. */
    int longest() {
        return longest;
    }
}
