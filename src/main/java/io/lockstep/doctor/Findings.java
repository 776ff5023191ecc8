package io.lockstep.doctor;

import io.lockstep.doctor.Finding.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers findings; what is the same in several places becomes one. */
public final class Findings {
    /** All of a finding but its places. */
    private record Key(String group, Verdict verdict, String what, String remedy) {}

    private final Map<Key, List<String>> places = new LinkedHashMap<>();

    /** As it should be. */
    public void ok(String group, String where, String what) {
        add(new Key(group, Verdict.OK, what, ""), where);
    }

    /** Good to know. */
    public void note(String group, String where, String what) {
        add(new Key(group, Verdict.NOTE, what, ""), where);
    }

    /** The job would fail. */
    public void problem(String group, String where, String what, String remedy) {
        add(new Key(group, Verdict.PROBLEM, what, remedy), where);
    }

    /** As it should be if {@code holds}, or else a problem. */
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

    /** Those because of which the job would fail. */
    public List<Finding> problems() {
        return all().stream()
                .filter(finding -> finding.verdict() == Verdict.PROBLEM)
                .toList();
    }
}
