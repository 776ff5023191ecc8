/**
 * What a run leaves behind. Its configuration, steps, verifications and machine come in; out go {@code run.json},
 * {@code steps.jsonl} and {@code gradient.json}, whole or not at all, and how a run came out when it was done again. What
 * people read of a record, {@code report.html}, is made in {@link io.lockstep.report.html}.
 *
 * <p>Imports the packages before it on the data's path, and alone Jackson, XChart and j2html.
 */
package io.lockstep.report;
