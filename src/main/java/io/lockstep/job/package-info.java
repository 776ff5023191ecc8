/**
 * What a command does, without a screen: train, evaluate, predict, reproduce, gradient and the doctor's examination. A typed request comes
 * in; out goes a typed result, and on the way one {@link io.lockstep.job.RunEvent} after another to listeners: the screen, JSON lines, the
 * run's folder.
 *
 * <p>A job is made in two phases. {@code prepare} finds and reads the data and refuses what does not fit, without Spark;
 * {@code on} computes in a {@link io.lockstep.cluster.ClusterSession}, one of our own ({@link io.lockstep.job.Sessions}) or the caller's.
 *
 * <p>To read in this order: {@code RunEvent}, {@code TrainJob}, {@code Training}, {@code TrainSteps}, {@code Machine}; then the other jobs.
 *
 * <p>Imports everything but {@code cli}: no picocli, no printing, no end of the process.
 */
package io.lockstep.job;
