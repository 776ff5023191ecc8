package io.lockstep.data.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The different words of a column with their counts, up to a number of them: beyond, they are none that a network could take. */
final class WordCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int limit;
    private WordIndex index = new WordIndex();
    private long[] counts = new long[16];
    private boolean tooMany;

    /** For at most so many different words. */
    WordCounts(int limit) {
        this.limit = limit;
    }

    /** Counts the word of a cell that is spelled. */
    void add(Cell cell) {
        add(cell.utf8(), cell.length(), 1);
    }

    private void add(byte[] text, int length, long count) {
        if (tooMany) {
            return;
        }
        int number = index.add(text, length);
        if (number >= limit) {
            tooMany = true;
            index = new WordIndex();
            counts = new long[0];
            return;
        }
        if (number >= counts.length) {
            counts = Arrays.copyOf(counts, 2 * counts.length);
        }
        counts[number] += count;
    }

    void merge(WordCounts other) {
        tooMany |= other.tooMany;
        if (tooMany) {
            index = new WordIndex();
            return;
        }
        for (int k = 0; k < other.index.size(); k++) {
            byte[] word = other.index.utf8(k);
            add(word, word.length, other.counts[k]);
        }
    }

    /** Whether there are more than the limit. */
    boolean isTooMany() {
        return tooMany;
    }

    int limit() {
        return limit;
    }

    /** The words with their counts, by code points. */
    List<Counted> sorted() {
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < index.size(); k++) {
            order.add(k);
        }
        order.sort(Comparator.comparing(index::utf8, Arrays::compareUnsigned)); // UTF-8 has the order of code points
        return order.stream().map(k -> new Counted(index.word(k), counts[k])).toList();
    }
}
