package io.lockstep.metric;

/** How well a network predicts: its classes, or its numbers. */
public sealed interface Quality permits Classification, Regression {}
