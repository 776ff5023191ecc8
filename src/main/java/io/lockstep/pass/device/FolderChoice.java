package io.lockstep.pass.device;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which folder shared libraries are unpacked in: one that can be written, has room for them, and from which the system maps
 * code. A home folder that is mounted {@code noexec}, as on hardened hosts, is none. All of this is looked up, nothing is
 * copied to try it.
 *
 * @param mounts of this machine
 * @param room that a folder must have as long as it is empty, bytes
 * @param substitutes folders of our own, for where the preferred one will not do
 */
record FolderChoice(Mounts mounts, long room, List<Path> substitutes) {
    private static final int SHOWN = 6;
    private static final long MIB = 1L << 20;

    /**
     * Our own folders where Spark keeps its temporary files, and where Java does: one for each user, because code is run from
     * it.
     */
    static List<Path> substitutes(Properties properties, Map<String, String> environment) {
        // a user without a name is "?" to Java
        String name =
                "lockstep-native-" + properties.getProperty("user.name", "").replaceAll("[^\\w.-]", "_");
        Set<Path> folders = new LinkedHashSet<>();
        Stream.of(
                        properties.getProperty("spark.local.dir", ""),
                        environment.getOrDefault("SPARK_EXECUTOR_DIRS", "").replace(':', ','), // of a standalone worker
                        environment.getOrDefault("SPARK_LOCAL_DIRS", ""),
                        environment.getOrDefault("LOCAL_DIRS", ""), // of YARN
                        properties.getProperty("java.io.tmpdir", ""))
                .flatMap(joined -> Stream.of(joined.split(",", -1)))
                .map(String::strip)
                .filter(folder -> !folder.isEmpty())
                .forEach(folder -> folders.add(Path.of(folder, name).toAbsolutePath()));
        return List.copyOf(folders);
    }

    /** What to do where none will do. */
    static String remedy() {
        return "Set -Dorg.bytedeco.javacpp.cachedir=FOLDER to such a folder (--conf spark.driver.extraJavaOptions=..., --conf"
                + " spark.executor.extraJavaOptions=...), or name one in SPARK_LOCAL_DIRS.";
    }

    /**
     * The preferred folder or, of the others, the first that will do.
     *
     * @throws BackendException naming each with why it will not do, if none will
     */
    NativeFolder of(Path preferred) {
        List<String> refused = new ArrayList<>();
        String reason = reasonAgainst(preferred);
        if (reason.isEmpty()) {
            return new NativeFolder(preferred, refused);
        }
        refused.add("%s (%s)".formatted(preferred, reason));
        for (Path substitute : substitutes) {
            reason = reasonAgainst(substitute);
            if (reason.isEmpty()) {
                reason = reasonAgainstOwn(substitute);
            }
            if (reason.isEmpty()) {
                return new NativeFolder(substitute, refused);
            }
            refused.add("%s (%s)".formatted(substitute, reason));
        }
        throw new BackendException(
                "native libraries: expected a writable folder with room for them, not mounted noexec, found none: %s%s. %s"
                        .formatted(
                                String.join(", ", refused.subList(0, Math.min(SHOWN, refused.size()))),
                                refused.size() > SHOWN ? " and %d more".formatted(refused.size() - SHOWN) : "",
                                remedy()));
    }

    /** Why libraries cannot be unpacked in a folder, which may be missing; empty if nothing speaks against it. */
    private String reasonAgainst(Path folder) {
        try {
            Path there = existing(folder).toRealPath();
            Optional<Path> noexec = mounts.noexecAbove(there);
            if (noexec.isPresent()) {
                return noexec.get() + " is mounted noexec";
            }
            if (!Files.isDirectory(there)) {
                return there + " is not a folder";
            }
            if (!Files.isWritable(there)) {
                return there + " is not writable";
            }
            long free = free(there);
            return free < room && isEmpty(folder)
                    ? "%,d MiB are free, %,d are needed".formatted(free / MIB, room / MIB)
                    : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The folder, or the one that it would be made in. */
    private static Path existing(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** Bytes that can still be written where a folder is, or would be made. */
    static long free(Path folder) throws IOException {
        return Files.getFileStore(existing(folder)).getUsableSpace();
    }

    /** One that is not has the libraries already. */
    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    /**
     * Makes a folder that nobody else can write to, or holds the one that is there to that: in a temporary folder anybody may
     * have made it, with libraries of theirs.
     *
     * @return why it will not do; empty if it will
     */
    private static String reasonAgainstOwn(Path folder) {
        try {
            Files.createDirectories(folder.resolveSibling("")); // Spark has not made its own yet
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return "";
        } catch (FileAlreadyExistsException e) {
            return reasonAgainstOld(folder);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String reasonAgainstOld(Path folder) {
        try {
            PosixFileAttributes found =
                    Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isDirectory()) {
                return found.isSymbolicLink() ? "a symbolic link" : "not a folder";
            }
            if (found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    || found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                return "other users can write to it";
            }
            Path mine = Files.createTempFile(folder, "owner", "");
            boolean isMine = Files.getOwner(mine, LinkOption.NOFOLLOW_LINKS).equals(found.owner());
            Files.delete(mine);
            return isMine ? "" : "it belongs to " + found.owner().getName();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
