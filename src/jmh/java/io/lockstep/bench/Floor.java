package io.lockstep.bench;

import io.lockstep.network.Architecture;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.NativeThreads;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * The least that a machine with two cores needs for a gradient: its matrix products by the fastest BLAS at hand, whichever way of
 * cutting them suits it best, and one copy of the features as they are stored. All take part in the race; the smallest median counts.
 */
final class Floor implements AutoCloseable {
    private static final String PRODUCTS = "products, ";
    private static final String COPY = "copy of the features";
    private static final int BLOCK_ROWS = 512;

    private final int rows;
    private final byte[] stored;
    private final byte[] copy;
    private final FloatPointer features;
    private final Map<String, Products[]> products = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    Floor(Sample sample, Architecture architecture) {
        NativeThreads.single();
        rows = sample.rows();
        stored = new byte[sample.storedBytes()];
        copy = new byte[stored.length];
        features = new FloatPointer(sample.features());
        int half = (rows + 1) / 2;
        Backend backend = Backend.detect();
        String openBlas = PRODUCTS + backend.blas() + " " + backend.coreType();
        products.put(openBlas + ", a half on each core", pair(architecture, half));
        products.put(openBlas + ", blocks of %d on each core".formatted(BLOCK_ROWS), pair(architecture, BLOCK_ROWS));
        products.put(openBlas + ", 2 threads of its own", new Products[] {new Products(architecture, features, rows)});
    }

    private Products[] pair(Architecture architecture, int chunk) {
        return new Products[] {new Products(architecture, features, chunk), new Products(architecture, features, chunk)
        };
    }

    /** Lets everything take part that may turn out to be the least. */
    void join(Race race) {
        products.forEach((name, parts) -> race.with(name, () -> parts.length == 1 ? alone(parts[0]) : together(parts)));
        race.with(COPY, this::copying);
    }

    /** Lets another's products take part. */
    static void join(Race race, String blas, Race.Turn turn) {
        race.with(PRODUCTS + blas, turn);
    }

    private double alone(Products all) {
        openblas.blas_set_num_threads(2);
        try {
            return Race.milliseconds(() -> all.multiply(0, rows));
        } finally {
            openblas.blas_set_num_threads(1); // as ours has it
        }
    }

    private double together(Products[] parts) {
        int half = (rows + 1) / 2;
        return onBothCores(() -> parts[0].multiply(0, half), () -> parts[1].multiply(half, rows));
    }

    private double copying() {
        int half = copy.length / 2;
        return onBothCores(
                () -> System.arraycopy(stored, 0, copy, 0, half),
                () -> System.arraycopy(stored, half, copy, half, copy.length - half));
    }

    private double onBothCores(Runnable one, Runnable other) {
        return Race.milliseconds(() -> {
            Future<?> first = threads.submit(one);
            Future<?> second = threads.submit(other);
            try {
                first.get();
                second.get();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Puts the least in the place of all that took part for it. */
    static void settle(Map<String, Times> race, Map<String, String> versions, Map<String, Object> details) {
        Map<String, Times> products = new LinkedHashMap<>(race);
        products.keySet().removeIf(name -> !name.startsWith(PRODUCTS));
        race.keySet().removeAll(products.keySet());
        products.forEach((name, times) -> details.put(name + ", ms", times.median()));
        String best = products.keySet().stream()
                .min((a, b) -> Double.compare(median(products, a), median(products, b)))
                .orElseThrow();
        Times copying = Objects.requireNonNull(race.remove(COPY));
        details.put(COPY + ", ms", copying.median());
        double[] sums =
                Objects.requireNonNull(products.get(best)).milliseconds().clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += copying.milliseconds()[i];
        }
        race.put(Result.FLOOR, new Times(sums));
        versions.put(Result.FLOOR, best + ", and a " + COPY);
    }

    private static double median(Map<String, Times> times, String name) {
        return Objects.requireNonNull(times.get(name)).median();
    }

    @Override
    public void close() {
        threads.shutdown();
        products.values().forEach(parts -> {
            for (Products part : parts) {
                part.close();
            }
        });
        features.close();
    }
}
