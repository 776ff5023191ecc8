package io.lockstep.cluster.table.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The beginning of a JSON file, for two things that Spark does not tell: whether rows have several lines, and the order of the
 * columns. Spark sorts them by name; here they stand as in the file, as the columns of the same table in another format do.
 *
 * @param isMultiLine whether it is an array, or an object over several lines
 * @param names in their order, of the first objects; not all if there are more in later ones
 */
record JsonHead(boolean isMultiLine, List<String> names) {

    /** Looks at the text, which may be cut off. */
    static JsonHead of(String text) {
        String start = text.stripLeading();
        boolean isMultiLine = start.startsWith("[") || !endsInItsLine(start);
        return new JsonHead(isMultiLine, merged(new Scanner(text).objects()));
    }

    /** Else its first line is a part of an object, and the second one another part of it. */
    private static boolean endsInItsLine(String object) {
        List<String> lines = object.lines().limit(2).toList();
        return !object.startsWith("{")
                || lines.size() < 2
                || !new Scanner(lines.get(0)).objects().isEmpty()
                || lines.get(1).startsWith("{");
    }

    /** Those of the object with most names first: others may lack some. What is new stands before the name that follows it. */
    private static List<String> merged(List<List<String>> objects) {
        List<String> all = new ArrayList<>();
        Set<List<String>> different = new LinkedHashSet<>(objects);
        different.stream()
                .sorted(Comparator.comparingInt((List<String> names) -> names.size())
                        .reversed())
                .forEach(names -> {
                    for (int i = names.size() - 1, before = all.size(); i >= 0; i--) {
                        int at = all.indexOf(names.get(i));
                        before = at < 0 ? before : at;
                        if (at < 0) {
                            all.add(before, names.get(i));
                        }
                    }
                });
        return all;
    }

    /** Finds the names of objects' own fields; that the JSON is right is for Spark to say. */
    private static final class Scanner {
        private final String text;
        private final List<List<String>> objects = new ArrayList<>();
        private final StringBuilder nesting = new StringBuilder();
        private List<String> names = new ArrayList<>();
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        List<List<String>> objects() {
            for (; at < text.length(); at++) {
                switch (text.charAt(at)) {
                    case '"' -> string();
                    case '{', '[' -> open(text.charAt(at));
                    case '}', ']' -> close();
                    default -> {}
                }
            }
            return objects;
        }

        private void open(char bracket) {
            if (bracket == '{' && isOutside()) {
                names = new ArrayList<>();
            }
            nesting.append(bracket);
        }

        private boolean isOutside() {
            return nesting.isEmpty() || nesting.toString().equals("[");
        }

        private void close() {
            if (!nesting.isEmpty()) {
                boolean isObject = nesting.charAt(nesting.length() - 1) == '{';
                nesting.setLength(nesting.length() - 1);
                if (isObject && isOutside()) {
                    objects.add(names);
                }
            }
        }

        private void string() {
            StringBuilder string = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                    string.append(unescaped());
                } else {
                    string.append(text.charAt(at));
                }
            }
            boolean inRow = nesting.toString().equals("{") || nesting.toString().equals("[{");
            int next = at + 1;
            while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            if (inRow && next < text.length() && text.charAt(next) == ':') {
                names.add(string.toString());
            }
        }

        private char unescaped() {
            char c = text.charAt(at);
            if (c == 'u'
                    && at + 4 < text.length()
                    && text.substring(at + 1, at + 5).matches("\\p{XDigit}{4}")) {
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
            }
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                default -> c;
            };
        }
    }
}
