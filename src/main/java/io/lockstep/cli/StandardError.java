package io.lockstep.cli;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;

/**
 * Standard error past the filter of {@code submit/lib/without-incubator-warning}. That filter is a process of its own between this one
 * and the screen; what goes through it can show after this process has ended, or without its place among the lines of standard output.
 * It is needed for what Java prints before {@code main}, and no longer.
 */
public final class StandardError {
    private static final String DESCRIPTOR = "lockstep.standard-error";

    private StandardError() {}

    /**
     * Lets {@link System#err} write to the descriptor that the script names, if one does. Java has no way to say that a descriptor is
     * another now, but {@code java.io} is open here, since Spark needs it so; where it is not, the filter stays between.
     */
    public static void passFilter() {
        Integer descriptor = Integer.getInteger(DESCRIPTOR);
        if (descriptor == null) {
            return;
        }
        try {
            Field number = FileDescriptor.class.getDeclaredField("fd");
            number.setAccessible(true);
            number.setInt(FileDescriptor.err, descriptor);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return; // all of it is shown all the same
        }
    }
}
