package io.lockstep.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code target/faults.md} and the like: what the drills saw. */
public final class FaultTable {
    private static final String ALL = "faults.md";

    private FaultTable() {}

    /** Adds rows, whose first cell is the fault; those of the tests that did not run now stay. */
    static void add(List<String> some) throws IOException {
        add(ALL, some);
    }

    /** The same for a table of this name. */
    public static void add(String name, List<String> some) throws IOException {
        Path table = Path.of("target", name);
        Map<String, String> rows = new TreeMap<>();
        if (Files.exists(table)) {
            Files.readAllLines(table).forEach(row -> rows.put(fault(row), row));
        }
        some.forEach(row -> rows.put(fault(row), row));
        Files.write(table, rows.values());
    }

    private static String fault(String row) {
        return row.substring(0, row.indexOf('|', 1));
    }
}
