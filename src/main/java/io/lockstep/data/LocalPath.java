package io.lockstep.data;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path in user input: {@code runs/a}, {@code /data/a} or {@code file:///data/a}. A URI of another file system is refused:
 * as a path, {@code s3a://bucket/a} would be a folder {@code s3a:} in the working directory.
 */
public final class LocalPath {
    /** One letter is a drive of Windows. */
    private static final Pattern URI_WITH_SCHEME = Pattern.compile("(\\p{Alpha}[\\p{Alnum}+.-]+):(.*)", Pattern.DOTALL);

    private LocalPath() {}

    /**
     * Parses a path.
     *
     * @param where the option or the key, for the error message
     * @throws DataException if it is a URI of another file system, or not a path
     */
    public static Path of(String where, String text) {
        Matcher uri = URI_WITH_SCHEME.matcher(text);
        try {
            if (!uri.matches()) {
                return Path.of(text);
            }
            if (isFile(text)) {
                return ofFile(where, text, uri.group(2));
            }
        } catch (InvalidPathException e) {
            throw new DataException(where, "a path", redacted(text) + ": " + e.getReason(), "Correct it.", e);
        }
        throw new DataException(
                where,
                "a local path",
                "the URI " + redacted(text),
                "Give the path of a file or folder on this machine, or ./" + redacted(text) + " if that is its name.");
    }

    /** Whether it names a file of this machine, and not one of another file system by its URI. */
    public static boolean is(String text) {
        return isFile(text) || !URI_WITH_SCHEME.matcher(text).matches();
    }

    /** Whether it is a URI of the local file system. */
    public static boolean isFile(String text) {
        return text.toLowerCase(Locale.ROOT).startsWith("file:");
    }

    private static Path ofFile(String where, String text, String rest) {
        String path;
        String host;
        try {
            URI uri = new URI(text);
            boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null;
            path = plain ? String.valueOf(uri.getPath()) : rest.replaceFirst("^//(?=/)", "");
            host = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        } catch (URISyntaxException e) { // a blank, say, as it is written
            path = rest.replaceFirst("^//(?=/)", "");
            host = "";
        }
        if (!path.startsWith("/") || path.startsWith("//") || !(host.isEmpty() || host.equals("localhost"))) {
            throw new DataException(
                    where,
                    "a file: URI of this machine, as file:///data/a",
                    text,
                    "Correct it, or give the path alone.");
        }
        return Path.of(path);
    }

    /** The text of a URI, for messages: without what stands before its {@code @}. */
    public static String redacted(String text) {
        return text.replaceFirst("//[^/@]*@", "//***@");
    }
}
