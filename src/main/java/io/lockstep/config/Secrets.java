package io.lockstep.config;

import java.util.regex.Pattern;

/** Keeps passwords and tokens out of records and messages. */
final class Secrets {
    private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/\\s\"]*@");
    private static final Pattern QUERY_VALUE = Pattern.compile("(?<=[?&][^=&\\s\"]{1,100}=)[^&\\s\"]*");

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i)pass|secret|token|credential|access.?key|sas"); // as Spark's spark.redaction.regex

    private Secrets() {}

    /** The value of an option of Spark's reader; {@code ***} where the option's name says that it is a secret. */
    static String redact(String name, String value) {
        return SECRET_NAME.matcher(name).find() ? "***" : redact(value);
    }

    /** The text with {@code ***} for what stands before the {@code @} of a URL, and for the values of its query. */
    static String redact(String text) {
        String withoutUser = USER_INFO.matcher(text).replaceAll("***@");
        return QUERY_VALUE.matcher(withoutUser).replaceAll("***");
    }
}
