package io.lockstep.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One row, column by column, and its hashes. It is filled again for each row, and is not safe for several threads. */
public final class RowCells {
    private static final long WEIGHT = Long.MIN_VALUE;
    private static final int SHOWN = 6;

    private final @Nullable Cell[] cells; // one of both is there for each column
    private final @Nullable VectorCell[] vectors;
    private final int features;
    private final int labels;
    private final @Nullable Cell id;
    private final @Nullable Cell valid;
    private Supplier<String> name = () -> "a row";
    private long content;

    /** For rows with these columns. */
    public RowCells(UsedColumns used) {
        List<Integer> columns = used.cells();
        cells = new Cell[columns.size()];
        vectors = new VectorCell[columns.size()];
        features = used.features().size();
        labels = used.labels().size();
        for (int i = 0; i < columns.size(); i++) {
            if (used.column(columns.get(i)).isVector()) {
                vectors[i] = new VectorCell();
            } else {
                cells[i] = new Cell();
            }
        }
        id = used.id() < 0 ? null : new Cell();
        valid = used.valid() < 0 ? null : new Cell();
    }

    /** Number of columns whose cells make its content. */
    int size() {
        return cells.length;
    }

    /** The cell of a column that is no array, to be filled; null of one that is. */
    public @Nullable Cell cell(int column) {
        return cells[column];
    }

    /** The cell of a column of arrays, to be filled; null of another. */
    public @Nullable VectorCell vector(int column) {
        return vectors[column];
    }

    /** The cell that names the row, to be filled; null if there is none. */
    public @Nullable Cell id() {
        return id;
    }

    /** The cell that says whether the row is for validation; null if there is none. */
    public @Nullable Cell valid() {
        return valid;
    }

    /** The cell of a label. */
    Cell label(int label) {
        return plain(features + label);
    }

    /** The cell of the weight; the table has one. */
    Cell weight() {
        return plain(features + labels);
    }

    /** The cell of a column that is no array. */
    Cell plain(int column) {
        Cell cell = cells[column];
        if (cell == null) {
            throw new IllegalStateException("column " + column + " is one of arrays");
        }
        return cell;
    }

    /** To be called when all cells are filled. */
    public void complete(Supplier<String> rowName) {
        name = rowName;
        long sum = 0;
        long position = 0;
        for (int i = 0; i < features; i++) {
            VectorCell vector = vectors[i];
            if (vector == null) {
                sum += RowHash.term(plain(i).hash(), position++);
                continue;
            }
            sum += vector.isMissing() ? RowHash.term(1L << 62, position) : 0;
            for (int entry = 0; entry < vector.count(); entry++) {
                float value = (float) vector.number(entry);
                sum += RowHash.term(RowHash.of(value), position + vector.index(entry));
            }
            position += vector.size();
        }
        for (int i = features; i < cells.length; i++) {
            long place = i < features + labels ? -2L - (i - features) : WEIGHT;
            sum += RowHash.term(plain(i).hash(), place);
        }
        content = sum;
    }

    /** What messages call the row. */
    String name() {
        return name.get();
    }

    /**
     * Whether the row is for validation.
     *
     * @return null where its mark says neither
     */
    public @Nullable Boolean isMarked() {
        if (valid == null || !valid.isNumeric()) {
            return null;
        }
        double mark = valid.number();
        return (mark == 0 || mark == 1) ? (Boolean) (mark == 1) : null;
    }

    /** Its first values, for messages. */
    public String shown() {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < Math.min(cells.length, SHOWN); i++) {
            VectorCell vector = vectors[i];
            values.add(vector == null ? Shown.text(plain(i).toString()) : vector.toString());
        }
        return "the row (" + String.join(", ", values) + (cells.length > SHOWN ? ", ...)" : ")");
    }

    /** The hash of its content. */
    long content() {
        return content;
    }

    /** The hash of what orders it: of its id, or of its content where it has none. */
    public long identity() {
        return id == null ? content : RowHash.term(id.idHash(), 0);
    }
}
