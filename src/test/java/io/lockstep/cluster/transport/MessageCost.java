package io.lockstep.cluster.transport;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/**
 * What the processor does for a message between executors and for a megabyte of it, on both sides together: the difference of two sizes, over
 * loopback, in one JVM. Run it for the coefficients of scaling.md.
 */
public final class MessageCost {
    private static final int PEERS = 8;
    private static final int SMALL = 8;
    private static final int LARGE = 400_000;

    private MessageCost() {}

    /** Prints them, in the clear and encrypted. */
    public static void main(String[] args) throws Exception {
        for (Map<String, String> settings : List.<Map<String, String>>of(Map.of(), Peers.ENCRYPTED)) {
            cpuSeconds(settings, SMALL, 300);
            cpuSeconds(settings, LARGE, 30);
            double message = cpuSeconds(settings, SMALL, 300) / (2.0 * PEERS * (PEERS - 1));
            double megabytes = 2.0 * (PEERS - 1) * LARGE * Long.BYTES / 1e6;
            double large = cpuSeconds(settings, LARGE, 30) - 2.0 * PEERS * (PEERS - 1) * message;
            System.out.printf(
                    "%s: a message %.0f us, a MB %.2f ms of processor time%n",
                    settings.isEmpty() ? "in the clear" : "encrypted", 1e6 * message, 1e3 * large / megabytes);
        }
        System.exit(0);
    }

    /** Of one all-reduce, all peers together. */
    private static double cpuSeconds(Map<String, String> settings, int longs, int sums) throws Exception {
        var processor = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        String key = "cost of " + longs;
        try (var peers = Peers.start(PEERS, settings)) {
            peers.expect(key);
            var parts = peers.join(key, peers.addresses(), Peers.LONG);
            long[] seconds = new long[2];
            for (int turn = 0; turn < 2; turn++) { // the first opens the connections
                long start = processor.getProcessCpuTime();
                int count = turn == 0 ? 2 : sums;
                peers.each(peer -> {
                    var values = new long[longs];
                    for (int i = 0; i < count; i++) {
                        parts.get(peer).sum(values);
                    }
                    return peer;
                });
                seconds[turn] = processor.getProcessCpuTime() - start;
            }
            return seconds[1] / 1e9 / sums;
        }
    }
}
