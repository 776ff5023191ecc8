package io.lockstep.doctor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds duplicates on the class path: which of the two is loaded is undefined. */
final class ClassPath {
    /** One class of each library that both Spark and ND4J contain, and of those that must exist once. */
    private static final List<String> TELLTALES = List.of(
            "org/slf4j/LoggerFactory",
            "org/slf4j/impl/StaticLoggerBinder",
            "com/fasterxml/jackson/databind/ObjectMapper",
            "com/google/common/base/Preconditions",
            "com/google/protobuf/Message",
            "io/netty/buffer/ByteBuf",
            "org/apache/commons/lang3/StringUtils",
            "org/apache/spark/SparkContext",
            "scala/Predef",
            "org/nd4j/linalg/factory/Nd4j",
            "org/bytedeco/javacpp/Loader",
            "io/lockstep/Lockstep");

    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.+-]*)\\.jar");

    private ClassPath() {}

    /** A sentence for each class that is found more than once, with its locations. */
    static List<String> clashes(ClassLoader loader) {
        List<String> clashes = new ArrayList<>();
        for (String telltale : TELLTALES) {
            Set<String> places = new LinkedHashSet<>();
            try {
                for (URL url : Collections.list(loader.getResources(telltale + ".class"))) {
                    places.add(place(url, telltale));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (places.size() > 1) {
                clashes.add(telltale.replace('/', '.') + " is in " + String.join(" and in ", places));
            }
        }
        return clashes;
    }

    private static String place(URL url, String telltale) {
        String text = url.toString();
        return text.substring(0, text.length() - telltale.length() - "/.class".length())
                .replaceFirst("^jar:", "")
                .replaceFirst("^file:", "")
                .replaceFirst("!$", "");
    }

    /** A sentence for each library with two versions on the class path. */
    static List<String> versions(String classPath) {
        Map<String, Set<String>> versions = new TreeMap<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Matcher jar = JAR.matcher(new File(entry).getName());
            if (jar.matches()) {
                // a classifier, as in netty-transport-native-epoll-4.1.96.Final-linux-x86_64, is no other version
                String version = jar.group(2).replaceFirst("-(linux|osx|windows|tests|sources|shaded|core-asl).*", "");
                versions.computeIfAbsent(jar.group(1), anything -> new TreeSet<>())
                        .add(version);
            }
        }
        List<String> twice = new ArrayList<>();
        versions.forEach((library, found) -> {
            if (found.size() > 1) {
                twice.add(library + " in versions " + String.join(" and ", found));
            }
        });
        return twice;
    }
}
