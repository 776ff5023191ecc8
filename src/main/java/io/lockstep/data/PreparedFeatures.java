package io.lockstep.data;

/** Features in the form that a kernel reads fastest: made once, when a block is cached. */
public non-sealed interface PreparedFeatures extends Features {}
