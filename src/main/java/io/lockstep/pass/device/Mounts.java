package io.lockstep.pass.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mounted file systems, and whether code can be loaded from a folder. */
record Mounts(List<Mount> all) {
    private static final int MOUNT_POINT = 4;
    private static final int OPTIONS = 5;
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    /** A file system at a place in the tree of folders. */
    private record Mount(Path point, boolean noexec) {}

    /** Of this process: Linux tells it in {@code /proc/self/mountinfo}; other systems tell nothing here. */
    static Mounts detect() {
        try {
            return of(Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return new Mounts(List.of());
        }
    }

    /** Lines of {@code id parent device root point options ... - type source options} (proc(5)). */
    static Mounts of(String mountinfo) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountinfo.lines().toList()) {
            String[] fields = line.split(" ", -1);
            if (fields.length > OPTIONS) {
                add(mounts, unescaped(fields[MOUNT_POINT]), Arrays.asList(fields[OPTIONS].split(",", -1)));
            }
        }
        return new Mounts(mounts);
    }

    private static void add(List<Mount> mounts, String point, List<String> options) {
        try {
            mounts.add(new Mount(Path.of(point), options.contains("noexec")));
        } catch (InvalidPathException e) {
            // a name that Java cannot write in this locale, so that no folder of ours is below it
        }
    }

    /** Blanks and backslashes are written as their octal codes, and bytes beyond ASCII are those of UTF-8. */
    private static String unescaped(String text) {
        String bytes = text.indexOf('\\') < 0
                ? text
                : OCTAL.matcher(text)
                        .replaceAll(code -> Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(code.group(1), Byte.SIZE))));
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /**
     * The mount point of a folder's file system, if it is mounted {@code noexec}.
     *
     * @param folder absolute, without symbolic links
     */
    Optional<Path> noexecAbove(Path folder) {
        Mount holder = null;
        for (Mount mount : all) {
            // of two at the same place the later hides the earlier
            if (folder.startsWith(mount.point)
                    && (holder == null || mount.point.getNameCount() >= holder.point.getNameCount())) {
                holder = mount;
            }
        }
        return holder != null && holder.noexec ? Optional.of(holder.point) : Optional.empty();
    }
}
