package io.lockstep.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.pass.plan.Kernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How long a JVM that has just started takes until a gradient of 784-50-1 is as fast as it becomes: blocks on one thread, and steps. */
final class WarmUpWork implements Work {
    private static final int ROWS = 50_000;
    private static final int QUICK_ROWS = 2_048;
    private static final int MOST_REPEATS = 5;
    private static final int BLOCKS = 600;
    private static final int STEPS = 90;
    private static final int QUICK = 12;

    @Override
    public List<Result> measure(Setting setting) throws Exception {
        return List.of(
                measure(setting, WarmUpRun.BLOCKS, setting.quick() ? QUICK : BLOCKS),
                measure(setting, WarmUpRun.STEPS, setting.quick() ? QUICK : STEPS));
    }

    private static Result measure(Setting setting, String what, int turns) throws Exception {
        Map<Kernel, List<WarmUp>> runs = new LinkedHashMap<>();
        Race race = new Race();
        for (Kernel kernel : Kernels.ALL) {
            List<WarmUp> its = new ArrayList<>();
            runs.put(kernel, its);
            race.with(Kernels.contender(kernel), () -> {
                its.add(run(setting, what, turns, kernel));
                return its.get(its.size() - 1).duration();
            });
        }
        Map<String, Times> times = race.run(0, Math.min(setting.repeats(), MOST_REPEATS));
        Map<String, Object> details = new LinkedHashMap<>();
        Map<String, String> versions = new LinkedHashMap<>();
        runs.forEach((kernel, its) -> {
            details.put("%s, %s until full speed".formatted(kernel, what), Math.round(median(its, WarmUp::turns)));
            details.put("%s, the first, ms".formatted(kernel), median(its, WarmUp::first));
            details.put("%s, at full speed, ms".formatted(kernel), median(its, WarmUp::last));
            versions.put(
                    Kernels.contender(kernel),
                    "%s kernel: the first %s of a JVM, until they take at most 1.1 times what the last ones take"
                            .formatted(kernel, what));
        });
        return Result.of("warm-up-" + what, times, versions, Map.of(), details);
    }

    private static double median(List<WarmUp> runs, ToDoubleFunction<WarmUp> part) {
        return new Times(runs.stream().mapToDouble(part).toArray()).median();
    }

    private static WarmUp run(Setting setting, String what, int turns, Kernel kernel) throws Exception {
        List<String> command = new ArrayList<>(
                JavaCommand.of(WarmUpRun.class, List.of("-Xmx2g"), List.of(System.getProperty("java.class.path"))));
        command.addAll(List.of(
                what,
                setting.data() instanceof DrawnDigits ? "drawn" : setting.data().location(),
                Integer.toString(setting.quick() ? QUICK_ROWS : ROWS),
                Integer.toString(turns),
                kernel.name()));
        return new ObjectMapper()
                .readValue(
                        Child.run(command, Map.of("SPARK_LOCAL_IP", "127.0.0.1"))
                                .jsonLine(),
                        WarmUp.class);
    }
}
