package io.lockstep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A contender whose time is Spark's share, and which remembers both parts of each turn. */
final class ShareTurn implements Race.Turn {
    private final Supplier<Share> step;
    private final List<Share> turns = new ArrayList<>();

    ShareTurn(Supplier<Share> step) {
        this.step = step;
    }

    @Override
    public double milliseconds() {
        Share share = step.get();
        turns.add(share);
        return share.spark();
    }

    /** The last turns: those before were for warming up. */
    List<Share> last(int repeats) {
        return List.copyOf(turns.subList(turns.size() - repeats, turns.size()));
    }
}
