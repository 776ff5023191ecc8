package io.lockstep.cluster.round;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which tasks are wrong, where all should have found the same: those that differ from most. */
final class Minority {
    private Minority() {}

    /**
     * The tasks that did not find what most have found; where nothing was found most often, as with two that differ, all of them; none if all found
     * the same.
     *
     * @param names of the tasks
     * @param found by each
     */
    static List<String> of(List<String> names, List<?> found) {
        Map<Object, List<String>> groups = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            groups.computeIfAbsent(found.get(i), any -> new ArrayList<>()).add(names.get(i));
        }
        int most = groups.values().stream().mapToInt(List::size).max().orElse(0);
        List<List<String>> largest =
                groups.values().stream().filter(group -> group.size() == most).toList();
        return largest.size() != 1
                ? names
                : names.stream().filter(name -> !largest.get(0).contains(name)).toList();
    }
}
