package io.lockstep.data.table;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/** How the labels of a column become classes. */
public sealed interface ClassRule extends Serializable {

    /** Each label that is there is a class: words by code points, numbers as numbers. */
    record Found() implements ClassRule {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Labels are the numbers of classes, from 0, that have no names. With whole numbers of at least 0, of which the largest is below twice
     * the number of different ones, the classes are 0 .. largest, so that every label is the number of its output; other labels are
     * classes as by {@link Found}. So a table with the labels 0, 1 and 3 has four classes, one with the label 1 alone has two, and one
     * with the labels 7 and 9 has two.
     */
    record Indexed() implements ClassRule {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Labels are the numbers of these classes, from 0; all are classes, even without a row.
     *
     * @param names different ones
     */
    record Named(List<String> names) implements ClassRule {
        private static final long serialVersionUID = 1L;

        public Named {
            names = List.copyOf(names);
            if (new HashSet<>(names).size() < names.size()) {
                throw new IllegalArgumentException("expected different names of classes, found " + names);
            }
        }
    }

    ClassRule FOUND = new Found();
    ClassRule INDEXED = new Indexed();

    /** Labels are the numbers of these classes, from 0. */
    static ClassRule named(List<String> names) {
        return new Named(names);
    }
}
