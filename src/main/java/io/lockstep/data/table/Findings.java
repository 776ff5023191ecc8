package io.lockstep.data.table;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may be wrong in one column, by kind. */
final class Findings implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Map<Finding.Kind, Finding> first = new EnumMap<>(Finding.Kind.class);
    private final long[] more = new long[Finding.Kind.values().length]; // beyond what the examples count

    /** Counts a cell of a row. */
    void add(Finding.Kind kind, RowCells row, Object value) {
        Finding known = first.get(kind);
        if (known != null && !known.yieldsTo(row.identity())) {
            more[kind.ordinal()]++;
            return;
        }
        long count = known == null ? 1 : known.count() + 1;
        first.put(kind, new Finding(count, row.identity(), row.name(), Shown.text(value.toString())));
    }

    /** Forgets what was found before. */
    void clear(Finding.Kind kind) {
        first.remove(kind);
        more[kind.ordinal()] = 0;
    }

    @Nullable
    Finding get(Finding.Kind kind) {
        Finding found = first.get(kind);
        long others = more[kind.ordinal()];
        return found == null ? null : new Finding(found.count() + others, found.hash(), found.row(), found.value());
    }

    void merge(Findings other, Finding.Kind kind) {
        Finding merged = Finding.merged(get(kind), other.get(kind));
        more[kind.ordinal()] = 0;
        if (merged != null) {
            first.put(kind, merged);
        }
    }
}
