package io.lockstep.cluster.round;

import io.lockstep.cluster.allreduce.Links;
import io.lockstep.cluster.allreduce.Phase;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import io.lockstep.train.Optimizer;
import io.lockstep.train.OptimizerState;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;

/**
 * A fault in one task of a round, at one step. It leaves a file, so that a test knows that it happened, and a task that repeats the step that it
 * happens once.
 *
 * @param marker the file
 * @param isOnce whether the steps that are repeated are spared
 * @param rank the task
 * @param step the number of the step
 * @param harm what happens
 */
record Planted(String marker, boolean isOnce, int rank, int step, Harm harm) implements Serializable {

    /** What happens in the task's thread. */
    interface Harm extends Serializable {
        void strike() throws Exception;
    }

    /** The process ends at once, as by SIGKILL. */
    static Harm halt() {
        return () -> Runtime.getRuntime().halt(137);
    }

    /** The process ends when it waits for another executor in this phase, in a later all-reduce. */
    static Harm haltIn(Phase phase) {
        return () -> {
            for (Object here : meetings().values()) {
                Object group = value(here.getClass(), here, "group");
                Object exchange = value(group.getClass(), group, "exchange");
                Field field = field(exchange.getClass(), "links");
                field.set(exchange, haltingIn(phase, (Links) field.get(exchange)));
            }
        };
    }

    private static Links haltingIn(Phase phase, Links links) {
        return (Links) Proxy.newProxyInstance(
                Links.class.getClassLoader(), new Class<?>[] {Links.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("receive") && arguments[2] == phase) {
                        Runtime.getRuntime().halt(137);
                    }
                    try {
                        return method.invoke(links, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The process stops, and continues after so many seconds. */
    static Harm stop(int seconds) {
        return () -> {
            String self = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("sh", "-c", "kill -STOP %s; sleep %d; kill -CONT %s".formatted(self, seconds, self))
                    .start()
                    .waitFor();
        };
    }

    /** The tasks of this JVM, by round. */
    @SuppressWarnings("NullAway") // a static field is nobody's
    static Map<?, ?> meetings() throws ReflectiveOperationException {
        return (Map<?, ?>) field(Meeting.class, "HERE").get(null);
    }

    static Object value(Class<?> type, Object of, String name) throws ReflectiveOperationException {
        return field(type, name).get(of);
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** Whether it has happened. */
    boolean hasStruck() {
        return Files.exists(Path.of(marker));
    }

    /** At this step of a task. */
    private void at(int now) {
        TaskContext task = TaskContext.get();
        if (task != null && task.partitionId() == rank && now == step && isFirst()) {
            try {
                harm.strike();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean isFirst() {
        try {
            Files.createFile(Path.of(marker));
            return true;
        } catch (FileAlreadyExistsException e) {
            return !isOnce;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Strikes after the all-reduce of the step, before the update. */
    Optimizer in(Optimizer optimizer) {
        return new InOptimizer(this, optimizer);
    }

    /** Strikes when a pass begins; the step is counted from the beginning of the round. */
    PassFactory in(PassFactory passes) {
        return new InPass(this, passes);
    }

    private record InOptimizer(Planted plant, Optimizer optimizer) implements Optimizer {
        @Override
        public List<String> slots() {
            return optimizer.slots();
        }

        @Override
        public OptimizerState step(OptimizerState state, Gradient gradient, double learningRate) {
            plant.at(state.step() + 1);
            return optimizer.step(state, gradient, learningRate);
        }
    }

    /** Each task has its own copy, and opens one pass a step. */
    private static final class InPass implements PassFactory {
        private static final long serialVersionUID = 1L;

        private final Planted plant;
        private final PassFactory passes;
        private int step;

        InPass(Planted plant, PassFactory passes) {
            this.plant = plant;
            this.passes = passes;
        }

        @Override
        public BlockPass open(Parameters parameters) {
            plant.at(++step);
            return passes.open(parameters);
        }
    }
}
