package io.lockstep.cluster.round;

import io.lockstep.block.BlockPlan;
import io.lockstep.pass.PassFactory;
import io.lockstep.train.Optimizer;
import io.lockstep.train.Schedule;
import java.io.Serializable;
import java.time.Duration;

/**
 * A round of steps, as its tasks receive it.
 *
 * @param key of this attempt at the round: the name of the driver's endpoint, which no other attempt has
 * @param ranks number of tasks
 * @param until number of its last step; it may end earlier
 * @param steps of the whole training: the learning rate depends on them
 * @param longest duration after which it ends
 * @param timeout how long a task waits for another
 */
record Round(
        String key,
        int ranks,
        int until,
        int steps,
        BlockPlan plan,
        PassFactory passes,
        Optimizer optimizer,
        Schedule schedule,
        Duration longest,
        Duration timeout)
        implements Serializable {}
