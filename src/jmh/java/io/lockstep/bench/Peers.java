package io.lockstep.bench;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** The others, those that are here. */
final class Peers implements AutoCloseable {
    static final String PYTORCH = "pytorch";

    /** Float sums in another order differ by less, a wrong gradient by more. */
    private static final double NORM_WISE = 1e-4;

    private final Map<String, Peer> fast = new LinkedHashMap<>();
    private final Map<String, Peer> slow = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Map<String, Double> distances = new LinkedHashMap<>();

    private Peers() {}

    /** Gets all of them ready. */
    static Peers open(JavaSparkContext spark, Digits digits, Parameters parameters) throws Exception {
        Peers peers = onlyPyTorch(digits, parameters);
        peers.fast.put("nd4j-naive", new NaiveNd4j(digits, parameters));
        peers.slow.put("dl4j-spark", new Dl4jSpark(spark, digits, parameters));
        peers.slow.put("mllib", new Mllib(spark, digits, parameters.architecture()));
        return peers;
    }

    /** Gets the one ready that takes examples of any kind. */
    static Peers onlyPyTorch(Sample sample, Parameters parameters) throws IOException {
        Peers peers = new Peers();
        try {
            peers.fast.put(PYTORCH, PyTorch.open(sample, parameters));
        } catch (MissingException e) {
            peers.missing.put(PYTORCH, String.valueOf(e.getMessage()));
        }
        return peers;
    }

    private Map<String, Peer> all() {
        Map<String, Peer> all = new LinkedHashMap<>(fast);
        all.putAll(slow);
        return all;
    }

    /** Sees that those who compute the same network do the same work. */
    void requireSame(Gradient ours) throws Exception {
        for (Map.Entry<String, Peer> peer : all().entrySet()) {
            Optional<double[]> theirs = peer.getValue().gradient();
            if (theirs.isPresent()) {
                requireSame(peer.getKey(), ours, theirs.get());
            }
        }
    }

    /** Sees that another one does the same work. */
    void requireSame(String name, Gradient ours, double[] theirs) {
        double distance = Distance.of(ours.values(), theirs);
        distances.put(name + ", ‖its gradient - ours‖/‖ours‖", distance);
        if (!(distance <= NORM_WISE)) {
            throw new IllegalStateException(
                    "%s: expected our gradient within %s of its norm, found it %s away. It does other work, so its time says nothing."
                            .formatted(name, NORM_WISE, distance));
        }
    }

    /** Lets them take part. */
    void join(Race race, int slowEvery) {
        if (fast.get(PYTORCH) instanceof PyTorch pytorch) {
            Floor.join(race, "PyTorch's BLAS, 2 threads", pytorch::products);
        }
        fast.forEach((name, peer) -> race.with(name, peer::milliseconds));
        slow.forEach((name, peer) -> race.with(name, peer::milliseconds, slowEvery));
    }

    /** How far their gradients are from ours. */
    Map<String, Double> distances() {
        return distances;
    }

    /** What they are. */
    Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        all().forEach((name, peer) -> versions.put(name, peer.version()));
        return versions;
    }

    /** Who is not here, and why. */
    Map<String, String> missing() {
        return missing;
    }

    @Override
    public void close() {
        all().values().forEach(Peer::close);
    }
}
