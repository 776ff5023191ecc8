package io.lockstep.pass.vector;

/**
 * The terms of a sum are cut into sections: each has a chain of its own, which keeps rounding errors small in long sums, and the rows of the right
 * factor that it needs stay in the first-level cache. Sections are part of the order of a sum: other ones would change its bits.
 */
final class Sections {
    private static final int LARGEST = 128; // 32 KiB of 64 floats a term; a place in it fits a byte

    private Sections() {}

    /** Terms in a section: as equal as can be. */
    static int size(int terms) {
        int sections = count(terms, LARGEST);
        return count(terms, sections);
    }

    /** Number of sections of a size; the last one may be smaller. */
    static int count(int terms, int size) {
        return (terms + size - 1) / size;
    }
}
