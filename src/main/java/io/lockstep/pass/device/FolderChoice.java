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
 * Chooses the folder for unpacking shared libraries: writable, with enough free space, and not mounted {@code noexec}, as home folders
 * on hardened hosts are. All of this is looked up; nothing is
 * copied to test it.
 *
 * @param mounts of this machine
 * @param room free space that an empty folder must have, bytes
 * @param substitutes Lockstep's own folders, if the preferred one is unsuitable
 */
record FolderChoice(Mounts mounts, long room, List<Path> substitutes) {
    private static final int SHOWN = 6;
    private static final long MIB = 1L << 20;

    /**
     * Lockstep's own folders in Spark's and Java's temporary folders: one for each user, because code is loaded from
     * them.
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

    /** How to fix it if no folder is suitable. */
    static String remedy() {
        return "Set -Dorg.bytedeco.javacpp.cachedir=FOLDER to such a folder (--conf spark.driver.extraJavaOptions=..., --conf"
                + " spark.executor.extraJavaOptions=...), or name one in SPARK_LOCAL_DIRS.";
    }

    /**
     * The preferred folder or else the first suitable one.
     *
     * @throws BackendException with the reason for each folder, if none is suitable
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

    /** Why libraries cannot be unpacked in a folder, which may be missing; empty if they can. */
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

    /** The folder, or its nearest existing parent. */
    private static Path existing(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** Free space at a folder's location, bytes. */
    static long free(Path folder) throws IOException {
        return Files.getFileStore(existing(folder)).getUsableSpace();
    }

    /** Whether it is empty or missing; otherwise it already has the libraries. */
    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    /**
     * Creates a folder that only this user can write to, or checks an existing one: in a temporary folder any user may
     * have created it, with other libraries.
     *
     * @return why it is unsuitable; empty if it is suitable
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
