/**
 * Exact steps in rounds: the tasks of one Spark stage keep their partitions and exchange gradient sums, instead of a Spark job for each step. Input:
 * an optimizer state, and the blocks of each partition. Output: the record of each step as soon as it is taken, and the last step with its states.
 * The bits are those of jobs.
 *
 * <p>On the driver: {@code StageStepper} chooses with {@code Gang} and runs a {@code Round}; {@code RoundJob} follows it, by {@code RoundDesk}, where the
 * tasks meet and tell of their steps; {@code RepeatedSteps} and {@code Pace} outlast a round. In a task: {@code RoundTask}, {@code PartitionBlocks},
 * {@code Meeting}, {@code DriverPost}, {@code AllReducedGradients}. What proves that all tasks have the same: {@code RankSlots},
 * {@code ParameterDigest}, {@code StateDigest}, {@code Minority}, {@code Outcome}, {@code ReplicaException}.
 *
 * <p>Imports {@code cluster}, {@code cluster.allreduce}, {@code cluster.executor}, {@code cluster.transport}, {@code cluster.wire}, {@code block},
 * {@code network}, {@code pass}, {@code gradient}, {@code train} and Spark.
 */
package io.lockstep.cluster.round;
