package io.lockstep.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a process, MiB.
 *
 * @param peak most that it has had of the machine's memory, everything counted; null where the system does not tell
 * @param heap objects that are left on its heap after a collection
 * @param heapTaken what its heap has of the machine's memory now
 * @param heapLimit what its heap may have
 * @param outside what JavaCPP has allocated outside the heap and not given back
 * @param outsideLimit how much JavaCPP lets the whole process have, before it refuses to allocate
 */
record ProcessMemory(
        @JsonProperty("peak") @Nullable Double peak,
        @JsonProperty("heap") double heap,
        @JsonProperty("heapTaken") double heapTaken,
        @JsonProperty("heapLimit") double heapLimit,
        @JsonProperty("outside") double outside,
        @JsonProperty("outsideLimit") double outsideLimit)
        implements Serializable {
    private static final double MIB = 1 << 20;
    private static final double KIB_IN_MIB = 1 << 10;
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Of this process, now. */
    static ProcessMemory here() {
        Double peak = Files.exists(STATUS) ? mib(read(STATUS), "VmHWM") : null;
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new ProcessMemory(
                peak,
                heap.getUsed() / MIB,
                heap.getCommitted() / MIB,
                heap.getMax() / MIB,
                Pointer.totalBytes() / MIB,
                Pointer.maxPhysicalBytes() / MIB);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("a process may read its own status", e);
        }
    }

    /** A line such as {@code VmHWM:     123456 kB} of what Linux says of a process; null where there is none. */
    static @Nullable Double mib(String status, String name) {
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + ":\\s+(\\d+) kB$", Pattern.MULTILINE)
                .matcher(status);
        return line.find() ? Long.parseLong(line.group(1)) / KIB_IN_MIB : null;
    }
}
