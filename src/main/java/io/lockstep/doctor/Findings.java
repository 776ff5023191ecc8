package io.lockstep.doctor;

import io.lockstep.doctor.Finding.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects findings; equal findings in several places are merged. */
public final class Findings {
    /** A finding without its places. */
    private record Key(String group, Verdict verdict, String what, String remedy) {}

    private final Map<Key, List<String>> places = new LinkedHashMap<>();

    /** Adds a check without a problem. */
    public void ok(String group, String where, String what) {
        add(new Key(group, Verdict.OK, what, ""), where);
    }

    /** Adds information. */
    public void note(String group, String where, String what) {
        add(new Key(group, Verdict.NOTE, what, ""), where);
    }

    /** Adds a problem: the job would fail. */
    public void problem(String group, String where, String what, String remedy) {
        add(new Key(group, Verdict.PROBLEM, what, remedy), where);
    }

    /** Adds a check without a problem if {@code holds}, or else a problem. */
    void require(boolean holds, String group, String where, String what, String remedy) {
        if (holds) {
            ok(group, where, what);
        } else {
            problem(group, where, what, remedy);
        }
    }

    private void add(Key key, String where) {
        places.computeIfAbsent(key, anything -> new ArrayList<>()).add(where);
    }

    /** All of them, in the order in which they were first found. */
    public List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        places.forEach(
                (key, where) -> all.add(new Finding(key.group, key.verdict, key.what, key.remedy, List.copyOf(where))));
        return all;
    }

    /** The problems, because of which the job would fail. */
    public List<Finding> problems() {
        return all().stream()
                .filter(finding -> finding.verdict() == Verdict.PROBLEM)
                .toList();
    }
}
