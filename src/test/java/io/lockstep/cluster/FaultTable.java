package io.lockstep.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code target/faults.md}: what the drills saw. */
final class FaultTable {
    private static final Path TABLE = Path.of("target/faults.md");

    private FaultTable() {}

    /** Adds rows, whose first cell is the fault; those of the tests that did not run now stay. */
    static void add(List<String> some) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        if (Files.exists(TABLE)) {
            Files.readAllLines(TABLE).forEach(row -> rows.put(fault(row), row));
        }
        some.forEach(row -> rows.put(fault(row), row));
        Files.write(TABLE, rows.values());
    }

    private static String fault(String row) {
        return row.substring(0, row.indexOf('|', 1));
    }
}
