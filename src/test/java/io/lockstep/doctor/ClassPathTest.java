package io.lockstep.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private URL jar(String name) throws IOException {
        Path jar = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("org/slf4j/LoggerFactory.class"));
            out.closeEntry();
        }
        return jar.toUri().toURL();
    }

    @Test
    void aClassInTwoJarsIsToldWithBoth() throws IOException {
        URL one = jar("slf4j-api-2.0.7.jar");
        URL other = jar("everything.jar");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {one, other}, null)) {
            assertThat(ClassPath.clashes(loader))
                    .containsExactly("org.slf4j.LoggerFactory is in " + one.getPath() + " and in " + other.getPath());
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {one}, null)) {
            assertThat(ClassPath.clashes(loader)).isEmpty();
        }
    }

    @Test
    void twoVersionsOfALibraryAreToldAndClassifiersAreNoVersions() {
        String path = String.join(
                File.pathSeparator,
                "/a/jackson-databind-2.15.2.jar",
                "/b/jackson-databind-2.10.5.1.jar",
                "/a/netty-transport-native-epoll-4.1.96.Final-linux-x86_64.jar",
                "/a/netty-transport-native-epoll-4.1.96.Final.jar",
                "/a/spark-core_2.12-3.5.7.jar",
                "/a/conf");
        assertThat(ClassPath.versions(path)).containsExactly("jackson-databind in versions 2.10.5.1 and 2.15.2");
    }

    @Test
    void thisBuildHasNothingTwice() {
        assertThat(ClassPath.clashes(ClassPathTest.class.getClassLoader())).isEmpty();
    }
}
