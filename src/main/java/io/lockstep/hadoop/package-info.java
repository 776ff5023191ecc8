/**
 * Hadoop's file systems ({@code hdfs:}, {@code s3a:} and all others) behind {@link java.nio.file.Path}, so that the rest of Lockstep
 * reads and writes in one way. Input: a path or URI as text. Output: a {@link java.nio.file.Path} of this machine or of Hadoop, for
 * {@link java.nio.file.Files}.
 *
 * <p>The provider is not installed in the JVM: what {@code spark-submit} loads would not be found there. {@link
 * io.lockstep.hadoop.Locations} hands out its paths.
 *
 * <p>Imports Hadoop, of Spark only where it keeps Hadoop's settings, and {@code data}.
 */
package io.lockstep.hadoop;
