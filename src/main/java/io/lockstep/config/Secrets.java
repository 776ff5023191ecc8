package io.lockstep.config;

import java.util.regex.Pattern;

/** Keeps passwords and tokens out of records and messages. */
final class Secrets {
    private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/\\s\"]*@");
    private static final Pattern QUERY_VALUE = Pattern.compile("(?<=[?&][^=&\\s\"]{1,100}=)[^&\\s\"]*");

    private Secrets() {}

    /** The text with {@code ***} for what stands before the {@code @} of a URL, and for the values of its query. */
    static String redact(String text) {
        String withoutUser = USER_INFO.matcher(text).replaceAll("***@");
        return QUERY_VALUE.matcher(withoutUser).replaceAll("***");
    }
}
