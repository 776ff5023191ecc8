package io.lockstep.data;

import java.util.List;

/** Examples that are opened in another way than those behind them, and are otherwise the same. */
public interface ExamplesBehind extends Examples {

    /** Those behind. */
    Examples examples();

    @Override
    default String name() {
        return examples().name();
    }

    @Override
    default long rows() {
        return examples().rows();
    }

    @Override
    default int height() {
        return examples().height();
    }

    @Override
    default int width() {
        return examples().width();
    }

    @Override
    default List<String> classNames() {
        return examples().classNames();
    }
}
