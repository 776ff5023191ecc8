package io.lockstep.cluster.allreduce;

import java.nio.LongBuffer;
import java.time.Duration;

/** Where all ranks are in one JVM: there is nobody to send to. */
final class NoLinks implements Links {
    @Override
    public int self() {
        return 0;
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public String name(int peer) {
        return "this JVM";
    }

    @Override
    public void send(int peer, int exchange, Phase phase, long[] values, int from, int end) {
        throw nobody(peer);
    }

    @Override
    public LongBuffer receive(int peer, int exchange, Phase phase, Duration timeout) {
        throw nobody(peer);
    }

    @Override
    public void abandon(String reason) {}

    @Override
    public void close() {}

    private static IllegalArgumentException nobody(int peer) {
        return new IllegalArgumentException("Expected no other group, found peer " + peer);
    }
}
