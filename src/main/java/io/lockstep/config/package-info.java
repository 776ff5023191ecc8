/**
 * What a run is told to do.
 *
 * <p>In: {@code reference.conf} (every key, documented, with its default), a HOCON file, and overrides from the command
 * line. Out: {@link io.lockstep.config.RunConfig}, checked and typed, or one {@link io.lockstep.config.ConfigException}
 * that lists everything that is wrong. May import: typesafe-config, paths of {@code io.lockstep.data},
 * and the enums of {@code io.lockstep.network}.
 */
package io.lockstep.config;
