/**
 * The processors of passes. Input: a {@link io.lockstep.pass.device.Processor} with each task. Output: a thread on
 * which ND4J has started with the requested backend, and no other: by default, ND4J uses a GPU if it finds
 * one and silently falls back to the CPU otherwise.
 *
 * <p>Imports ND4J, and nothing else of Lockstep.
 */
package io.lockstep.pass.device;
