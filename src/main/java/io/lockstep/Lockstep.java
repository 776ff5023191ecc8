package io.lockstep;

/** Temporary. */
public final class Lockstep {
    private Lockstep() {}
}
