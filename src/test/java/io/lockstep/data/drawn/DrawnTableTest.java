package io.lockstep.data.drawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnTableTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private static List<@Nullable Object[]> rows() {
        return IntStream.range(0, DrawnTable.ROWS).mapToObj(DrawnTable::row).toList();
    }

    private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @Test
    void everyMachineDrawsTheseRows() throws Exception {
        Path file = DrawnCsv.write(folder, false);
        assertThat(Files.readAllLines(file))
                .hasSize(20_001)
                .startsWith(
                        "area,rooms,floor,lift,balcony,year,distance,district,heating,rent",
                        "67.1,4,3,false,true,1956,6.2,Harbour,electric,low");
        assertThat(HexFormat.of().formatHex(sha256(Files.readAllBytes(file))))
                .isEqualTo("28ae742b6fc4aeb9bae4b4c729e571716bcc709b1df1b9a8db6a046c78d9a6c3");
    }

    @Test
    void cellsAreOfTheirColumnsKind() {
        List<DrawnTable.Column> columns = DrawnTable.columns();
        for (Object[] row : rows()) {
            assertThat(row).hasSameSizeAs(columns);
            for (int i = 0; i < row.length; i++) {
                if (row[i] != null) {
                    assertThat(row[i])
                            .isInstanceOf(
                                    switch (columns.get(i).kind()) {
                                        case WHOLE -> Integer.class;
                                        case DECIMAL -> Double.class;
                                        case BOOLEAN -> Boolean.class;
                                        case WORD -> String.class;
                                    });
                }
            }
        }
    }

    /** Something to do for every setting: numbers and words are missing, and no class is rare or nearly all. */
    @Test
    void someValuesAreMissingAndAllClassesAreThere() {
        long[] missing = new long[DrawnTable.columns().size()];
        Map<String, Long> classes = new TreeMap<>();
        for (Object[] row : rows()) {
            for (int i = 0; i < row.length; i++) {
                missing[i] += row[i] == null ? 1 : 0;
            }
            classes.merge(String.valueOf(row[row.length - 1]), 1L, Long::sum);
        }
        assertThat(missing[5]).isBetween(600L, 1_000L);
        assertThat(missing[8]).isBetween(1_000L, 1_400L);
        assertThat(Arrays.stream(missing).sum()).isEqualTo(missing[5] + missing[8]);
        assertThat(classes)
                .containsOnlyKeys("high", "low", "medium")
                .allSatisfy((name, count) -> assertThat(count).isBetween(4_000L, 10_000L));
    }

    @Test
    void gzipHoldsTheSame() throws IOException {
        List<String> plain = Files.readAllLines(DrawnCsv.write(folder, false));
        Path packed = DrawnCsv.write(folder, true);
        try (BufferedReader text = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(packed)), StandardCharsets.UTF_8))) {
            assertThat(text.lines().toList()).isEqualTo(plain);
        }
        assertThat(Objects.requireNonNull(packed.getFileName())).hasToString("apartments.csv.gz");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DrawnCsv.write(file.resolve("x"), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected a folder to which the table can be written");
    }
}
