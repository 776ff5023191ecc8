/**
 * {@code report.html}: a run's record as a page for people. A {@link io.lockstep.report.RunRecord} comes in; out goes one text
 * with its pictures and its style in it, that asks for nothing from elsewhere and runs nothing.
 *
 * <p>A class a section, in the order of the page; {@link io.lockstep.report.html.Chart},
 * {@link io.lockstep.report.html.HeatMap} and {@link io.lockstep.report.html.Picture} draw. Imports what
 * {@code report} may, and alone XChart and j2html.
 */
package io.lockstep.report.html;
