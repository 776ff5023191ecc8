/**
 * Serialization of values between the driver and the executors, independent of the serializer that the
 * application configured for Spark.
 *
 * <p>Read in this order: {@code JavaSerialized}, {@code Broadcasted}, {@code ByteArrays}.
 *
 * <p>Imports Spark, and nothing else of Lockstep.
 */
package io.lockstep.cluster.wire;
