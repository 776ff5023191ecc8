/**
 * How values cross between the driver and the executors. A value comes in on one side and out on the other, whatever serialiser the
 * application has set for Spark.
 *
 * <p>To read in this order: {@code JavaSerialized}, {@code Broadcasted}.
 *
 * <p>Imports Spark, and nothing else of Lockstep.
 */
package io.lockstep.cluster.wire;
