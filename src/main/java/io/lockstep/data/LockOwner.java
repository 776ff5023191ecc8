package io.lockstep.data;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Who holds a lock, as a lock file says it.
 *
 * @param text for people
 * @param machine where its process id is valid: this start of this machine, and of its containers this one; empty if that is not known
 * @param pid its process
 * @param token that no other owner has
 */
record LockOwner(String text, String machine, long pid, String token) {

    /** This process, as a new owner. */
    static LockOwner here() {
        long pid = ProcessHandle.current().pid();
        return new LockOwner(
                "process " + pid + " on " + host() + " since " + Instant.now().truncatedTo(ChronoUnit.SECONDS),
                thisMachine(),
                pid,
                UUID.randomUUID().toString());
    }

    /** From a lock file's text; one that is not whole, because it is being written, has no known process. */
    static LockOwner parse(String file) {
        List<String> lines = file.lines().toList();
        return lines.size() == 4 && lines.get(2).matches("\\d{1,18}")
                ? new LockOwner(lines.get(0), lines.get(1), Long.parseLong(lines.get(2)), lines.get(3))
                : new LockOwner("another process", "", 0, "");
    }

    /** For {@link #parse}. */
    String lines() {
        return String.join("\n", text, machine, Long.toString(pid), token) + "\n";
    }

    /** Whether it ran on this machine and runs no more: only here can that be known. */
    boolean hasEnded() {
        return !machine.isEmpty()
                && machine.equals(thisMachine())
                && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }

    private static String thisMachine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException e) { // no Linux
            return "";
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) { // a container whose name no server knows
            return "a host without a name";
        }
    }
}
