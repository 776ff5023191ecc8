package io.lockstep.bench;

import io.lockstep.block.BlockPlan;
import io.lockstep.network.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of a second slot or executor arrives: {@code t1 / (2 t2)}.
 *
 * @param of what there is one and two of: slots, executors
 * @param architecture the network
 * @param one the parts of the steps on one
 * @param two the same on two
 * @param oneThread the passes on one thread without Spark
 * @param twoThreads the same on two: what the machine itself makes of it
 */
record Efficiency(
        String of, Architecture architecture, List<Share> one, List<Share> two, Times oneThread, Times twoThreads) {

    static Efficiency of(
            String of,
            Layout one,
            Layout two,
            Architecture network,
            BlockPlan plan,
            Map<ScaledStep, List<Share>> shares,
            Times oneThread,
            Times twoThreads) {
        return new Efficiency(
                of,
                network,
                shares.getOrDefault(new ScaledStep(one, network, plan, one.slots()), List.of()),
                shares.getOrDefault(new ScaledStep(two, network, plan, two.slots()), List.of()),
                oneThread,
                twoThreads);
    }

    static double of(double one, double two) {
        return one / (2 * two);
    }

    Times wall(List<Share> shares) {
        return Share.times(shares, Share::wall);
    }

    double ofStep() {
        return of(wall(one).median(), wall(two).median());
    }

    double ofKernel() {
        return of(
                Share.times(one, Share::kernel).median(),
                Share.times(two, Share::kernel).median());
    }

    double ofMachine() {
        return of(oneThread.median(), twoThreads.median());
    }

    /** Ours is the step on two, the floor what two threads need without Spark. */
    Result result(String version) {
        Map<String, Times> race = new LinkedHashMap<>();
        race.put(Result.OURS, wall(two));
        race.put(Result.FLOOR, twoThreads);
        race.put("on one", wall(one));
        race.put("1 thread", oneThread);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("efficiency", ofStep());
        details.put("efficiency of the passes alone", ofKernel());
        details.put("efficiency of two threads without Spark", ofMachine());
        details.put("turns", "sessions took turns, in three rounds: one Spark at a time in a virtual machine");
        return Result.of(
                "scaling-%s-%s".formatted(of, Networks.name(architecture)),
                race,
                Map.of(
                        Result.OURS,
                        "on two, " + version,
                        Result.FLOOR,
                        "two threads without Spark",
                        "on one",
                        "one of the " + of,
                        "1 thread",
                        "without Spark"),
                Map.of(),
                details);
    }
}
