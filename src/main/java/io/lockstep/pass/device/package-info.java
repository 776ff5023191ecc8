/**
 * What a pass computes on. A {@link io.lockstep.pass.device.Processor} comes in with each task; out goes a thread on
 * which ND4J has started with the backend that was asked for, and with no other: left alone, ND4J takes a GPU where it finds
 * one and falls back to the CPU where it does not, and says neither.
 *
 * <p>Imports ND4J, and nothing else of Lockstep.
 */
package io.lockstep.pass.device;
