package io.lockstep.pass.vector;

/** Terms are listed in sections, so short that the rows of the right factor that a section needs stay in the first-level cache. */
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
