/**
 * Messages between the tasks of a round: sums from executor to executor over Spark's network layer, and reports from tasks to the driver over
 * Spark's RPC. Both have the authentication and the encryption of the application. What is private in Spark is used in two classes only:
 * {@code SparkNetwork} and {@code SparkRpc}.
 *
 * <p>Between executors: {@code ExecutorTransport} is the server and the client of a JVM. {@code Incoming} hands each message to the
 * {@code OpenKey} that it names, {@code PeerLinks} sends. Between tasks and driver: {@code DriverEndpoint} and {@code DriverLine}.
 */
package io.lockstep.cluster.transport;
