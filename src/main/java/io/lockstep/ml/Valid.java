package io.lockstep.ml;

import java.io.Serializable;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import scala.runtime.AbstractFunction1;

/** What a param accepts: Spark's validators are functions of Scala, which must be serialisable with their model. */
final class Valid<T> extends AbstractFunction1<T, Object> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Test<T> test;

    /** A predicate that is sent to executors. */
    interface Test<T> extends Predicate<T>, Serializable {}

    private Valid(Test<T> test) {
        this.test = test;
    }

    static <T> Valid<T> when(Test<T> test) {
        return new Valid<>(test);
    }

    /** Whole numbers from this one on. */
    static Valid<Object> atLeast(int least) {
        return new Valid<>(value -> (int) value >= least);
    }

    /** Numbers from this one on, and no infinite ones. */
    static Valid<Object> finiteFrom(double least) {
        return new Valid<>(value -> (double) value >= least && Double.isFinite((double) value));
    }

    /** The words of an enumeration, as in configuration. */
    static List<String> words(Object[] choices) {
        return Stream.of(choices).map(Object::toString).toList();
    }

    /** One of these words. */
    static Valid<String> oneOf(List<String> words) {
        List<String> known = List.copyOf(words);
        return new Valid<>(known::contains);
    }

    @Override
    public Object apply(T value) {
        return test.test(value);
    }
}
