package io.lockstep.cluster.table.source;

import io.lockstep.data.LocalPath;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.fs.Path;

/** Paths of any file system, for Hadoop, for Spark and for messages. */
public final class SourcePath {
    private static final String WILD = "{}[]*?\\";

    private SourcePath() {}

    /** As Hadoop has it, which takes what a {@code file:} URI escapes for the name itself. */
    public static Path of(String where, String text) {
        return LocalPath.isFile(text)
                ? new Path("file", "", LocalPath.of(where, text).toString())
                : new Path(text);
    }

    /** A location for messages: a local file by its path alone, nothing with its password. */
    public static String shown(String location) {
        return location.replaceFirst("^file:(//)?(?=/)", "")
                .replaceFirst("//[^/@]*@", "//***@")
                .replaceAll("(?i)((?:password|secret|token|pwd)=)[^&;]*", "$1***");
    }

    /** Whether it is a pattern for several names. */
    static boolean isPattern(String path) {
        return path.chars().anyMatch(c -> WILD.indexOf(c) >= 0);
    }

    /** The pattern that matches this path alone: Spark takes every path for a pattern. */
    static String literal(String path) {
        return path.replaceAll("[{}\\[\\]*?\\\\]", "\\\\$0");
    }

    /** For messages, a path as Spark tells it in a task. */
    public static String shownUri(String uri) {
        return shown(decoded(uri));
    }

    /** A path as Spark tells it, with its special characters escaped. */
    static String decoded(String uri) {
        try {
            return new Path(new URI(uri)).toString();
        } catch (URISyntaxException e) {
            return uri;
        }
    }
}
