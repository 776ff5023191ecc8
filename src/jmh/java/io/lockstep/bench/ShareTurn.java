package io.lockstep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** A contender whose time is a part of a step, and which remembers all parts of each turn. */
final class ShareTurn implements Race.Turn {
    private final Supplier<Share> step;
    private final ToDoubleFunction<Share> part;
    private final List<Share> turns = new ArrayList<>();

    /** Its time is Spark's share. */
    ShareTurn(Supplier<Share> step) {
        this(step, Share::spark);
    }

    ShareTurn(Supplier<Share> step, ToDoubleFunction<Share> part) {
        this.step = step;
        this.part = part;
    }

    @Override
    public double milliseconds() {
        Share share = step.get();
        turns.add(share);
        return part.applyAsDouble(share);
    }

    /** The last turns: those before were for warming up. */
    List<Share> last(int repeats) {
        return List.copyOf(turns.subList(turns.size() - repeats, turns.size()));
    }
}
