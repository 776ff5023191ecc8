package io.lockstep.pass.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The shared libraries in the application's jar, which JavaCPP and JNA unpack before they load them. By default both use the user's
 * home folder; if that is unsuitable they are configured with another folder, before either starts.
 */
public final class NativeLibraries {
    private static final String JAVACPP = "org.bytedeco.javacpp.cachedir";
    private static final String JNA = "jna.tmpdir";
    /** Unpacked size of ND4J and OpenBLAS, bytes. */
    private static final long ROOM = 400L << 20;
    /** JNA deletes its library after loading it. */
    private static final long ROOM_FOR_JNA = 1L << 20;

    private static @Nullable NativeFolder chosen;

    private NativeLibraries() {}

    /**
     * Chooses the folder for unpacking, once per JVM, before any library is loaded.
     *
     * @throws BackendException if there is no suitable folder
     */
    public static void ready() {
        folder();
    }

    /**
     * The folder in which JavaCPP unpacks them, with the folders that were refused.
     *
     * @throws BackendException if there is no suitable folder
     */
    public static String describe() {
        return folder().describe();
    }

    private static synchronized NativeFolder folder() {
        if (chosen == null) {
            Properties properties = System.getProperties();
            Path home = Path.of(properties.getProperty("user.home"));
            String caches = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
            Path cache = caches.isBlank() ? home.resolve(".cache") : Path.of(caches);
            Mounts mounts = Mounts.detect();
            List<Path> substitutes = FolderChoice.substitutes(properties, System.getenv());
            NativeFolder javacpp = choose(
                    JAVACPP, home.resolve(".javacpp").resolve("cache"), new FolderChoice(mounts, ROOM, substitutes));
            choose(JNA, cache.resolve("JNA").resolve("temp"), new FolderChoice(mounts, ROOM_FOR_JNA, substitutes));
            chosen = javacpp;
        }
        return chosen;
    }

    /** Configures a library only if it would not use the folder by default. */
    private static NativeFolder choose(String property, Path byDefault, FolderChoice choice) {
        NativeFolder folder = choice.of(Path.of(System.getProperty(property, byDefault.toString())));
        if (!folder.refused().isEmpty()) {
            System.setProperty(property, folder.path().toString());
        }
        return folder;
    }

    /** Converts a failure to load a library to a {@link BackendException}; returns other exceptions unchanged and throws other errors. */
    static RuntimeException failure(Throwable failure) {
        Optional<Throwable> reason = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(UnsatisfiedLinkError.class::isInstance)
                .reduce((outer, inner) -> inner); // the last says most: which library, and why
        if (reason.isPresent()) {
            return explained(folder().path(), String.valueOf(reason.get().getMessage()), failure);
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException exception ? exception : new IllegalStateException(failure);
    }

    private static BackendException explained(Path folder, String found, Throwable failure) {
        return new BackendException(
                "native libraries: expected the libraries unpacked in %s to load, found %s. %s"
                        .formatted(folder, found, remedy(folder, found)),
                failure);
    }

    private static String remedy(Path folder, String found) {
        if (found.contains("failed to map") || found.contains("not permitted") || found.contains("ermission denied")) {
            return "The system does not allow code to be loaded from there. " + FolderChoice.remedy();
        }
        try {
            if (FolderChoice.free(folder) < ROOM) {
                return "If the disk was full: free space, remove that folder, and run the same command again.";
            }
        } catch (IOException e) {
            return "Check whether the folder still exists: " + e;
        }
        return "Install the library that is missing: images without glibc or libgomp are often the cause.";
    }

    /**
     * JavaCPP's limit for memory outside the heap of this JVM, bytes:
     * {@code org.bytedeco.javacpp.maxbytes}, or its heap's size. Starts JavaCPP.
     */
    public static long maxBytes() {
        return Pointer.maxBytes();
    }
}
