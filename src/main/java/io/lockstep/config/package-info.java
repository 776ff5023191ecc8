/**
 * The configuration of a run.
 *
 * <p>In: {@code reference.conf} (every key, documented, with its default), a HOCON file, and overrides from the command
 * line. Out: {@link io.lockstep.config.RunConfig}, checked and typed, or one {@link io.lockstep.config.ConfigException}
 * that lists everything that is wrong. May import: typesafe-config, {@code data}, {@code hadoop} for paths, and the
 * enums of {@code network}, {@code pass} and {@code check}.
 */
package io.lockstep.config;
