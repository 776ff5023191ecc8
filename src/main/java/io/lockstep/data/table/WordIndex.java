package io.lockstep.data.table;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Numbers words in the order in which they come: a hash table over UTF-8, which makes no object to look one up. */
final class WordIndex implements Serializable {
    private static final long serialVersionUID = 1L;

    private byte[][] words = new byte[16][];
    private int[] slots = new int[64]; // a word's number + 1; a power of two, at most half full
    private int size;

    /** Of these words. */
    static WordIndex of(List<String> words) {
        WordIndex index = new WordIndex();
        for (String word : words) {
            byte[] text = word.getBytes(StandardCharsets.UTF_8);
            index.add(text, text.length);
        }
        return index;
    }

    /** Number of words. */
    int size() {
        return size;
    }

    /** A word. */
    String word(int number) {
        return new String(words[number], StandardCharsets.UTF_8);
    }

    byte[] utf8(int number) {
        return words[number];
    }

    /** The number of a word; -1 where it is not there. */
    int find(byte[] text, int length) {
        return slots[slot(text, length)] - 1;
    }

    /** The number of a word, which is added where it is not there. */
    int add(byte[] text, int length) {
        int slot = slot(text, length);
        if (slots[slot] > 0) {
            return slots[slot] - 1;
        }
        if (size == words.length) {
            words = Arrays.copyOf(words, 2 * size);
        }
        words[size++] = Arrays.copyOf(text, length);
        slots[slot] = size;
        if (2 * size > slots.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        for (int number = 0; number < size; number++) {
            slots[slot(words[number], words[number].length)] = number + 1;
        }
    }

    /** Where the word is, or where it belongs. */
    private int slot(byte[] text, int length) {
        int slot = (int) RowHash.of(text, length) & (slots.length - 1);
        while (slots[slot] > 0) {
            byte[] word = words[slots[slot] - 1];
            if (Arrays.equals(word, 0, word.length, text, 0, length)) {
                break;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }
}
