package io.lockstep.config;

/**
 * One thing that is wrong.
 *
 * @param where the file and line, and the key: {@code "my.conf:12, train.steps"}
 * @param expected what is allowed there
 * @param found what is there
 * @param remedy what the user can do, a full sentence
 */
record Problem(String where, String expected, String found, String remedy) {

    @Override
    public String toString() {
        return where + ": expected " + expected + ", found " + found + ". " + remedy;
    }
}
