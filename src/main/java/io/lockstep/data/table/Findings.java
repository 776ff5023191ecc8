package io.lockstep.data.table;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may be wrong in one column, by kind. */
final class Findings implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Map<Finding.Kind, Finding> first = new EnumMap<>(Finding.Kind.class);
    private final Map<Finding.Kind, long[]> more = new EnumMap<>(Finding.Kind.class); // beyond what the examples count

    /** Counts a cell of a row. */
    void add(Finding.Kind kind, RowCells row, Object value) {
        Finding known = first.get(kind);
        if (known != null && !known.yieldsTo(row.identity())) {
            more.computeIfAbsent(kind, missing -> new long[1])[0]++;
            return;
        }
        long count = known == null ? 1 : known.count() + 1;
        first.put(kind, new Finding(count, row.identity(), row.name(), Shown.text(value.toString())));
    }

    /** Forgets what was found before. */
    void clear(Finding.Kind kind) {
        first.remove(kind);
        more.remove(kind);
    }

    @Nullable
    Finding get(Finding.Kind kind) {
        Finding found = first.get(kind);
        long[] others = more.get(kind);
        return found == null || others == null
                ? found
                : new Finding(found.count() + others[0], found.hash(), found.row(), found.value());
    }

    void merge(Findings other, Finding.Kind kind) {
        Finding merged = Finding.merged(get(kind), other.get(kind));
        clear(kind);
        if (merged != null) {
            first.put(kind, merged);
        }
    }
}
