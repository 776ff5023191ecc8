package io.lockstep.bench;

import java.util.List;

/**
 * Who takes part in {@link TableWork}.
 *
 * @param name in the results
 * @param learner who trains
 * @param budgets with which it trains, in rising order
 */
record Contender(String name, Learner learner, List<Integer> budgets) {}
