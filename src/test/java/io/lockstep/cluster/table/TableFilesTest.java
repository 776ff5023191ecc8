package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "a.csv, csv",
        "A.CSV.gz, csv",
        "part-0-c000.snappy.parquet, parquet",
        "part-0.json.bz2, json",
        "part-0.zstd.orc, orc"
    })
    void aFileIsKnownByItsNameAndAFolderByItsFiles(String name, TableFormatName format) throws IOException {
        Path table = Files.createDirectories(folder.resolve("year=2026"));
        Files.createFile(table.resolve(name));
        Files.createFile(folder.resolve("_SUCCESS"));
        Files.createFile(folder.resolve(".part-0.crc"));
        assertThat(TableFiles.find(table.resolve(name).toString()).orElseThrow().format())
                .hasToString(format.toString());
        assertThat(TableFiles.find(folder.toString()).orElseThrow().format()).hasToString(format.toString());
    }

    enum TableFormatName {
        csv,
        parquet,
        json,
        orc
    }

    @Test
    void whatMayBeAnotherSourceIsLeftToOthers() throws IOException {
        Files.createFile(folder.resolve("train-images-idx3-ubyte"));
        Files.createFile(folder.resolve("mnist.pkl.gz"));
        assertThat(TableFiles.find(folder.toString())).isEmpty();
        assertThat(TableFiles.find(folder.resolve("mnist.pkl.gz").toString())).isEmpty();
        assertThat(TableFiles.find(folder.resolve("nowhere").toString())).isEmpty();
        assertThat(TableFiles.find("file://" + folder)).isEmpty();
    }

    @Test
    void aFileUriIsItsPath() throws IOException {
        Files.createFile(folder.resolve("a b.csv"));
        for (String uri : List.of("file://" + folder + "/a%20b.csv", "file:" + folder + "/a b.csv")) {
            assertThat(TableFiles.find(uri).orElseThrow())
                    .hasToString(folder.resolve("a b.csv").toString());
        }
    }

    @Test
    void filesOfTwoKindsAndTablesThatAreNotThereAreRefused() throws IOException {
        Files.createFile(folder.resolve("a.csv"));
        Files.createFile(folder.resolve("b.orc"));
        assertThatThrownBy(() -> TableFiles.find(folder.toString()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(folder + ": expected files of one format, as ");
        Path missing = folder.resolve("c.csv");
        for (String name : new String[] {missing.toString(), "file://" + missing}) {
            assertThatThrownBy(() -> TableFiles.find(name))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(missing + ": expected a table, found no such file or folder. ");
        }
    }
}
