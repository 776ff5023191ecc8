package io.lockstep.pass.device;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The processor, as described by the operating system.
 *
 * @param model its name; only its architecture where the name is unknown, as on macOS
 * @param features the instruction sets that affect the code choice of numerical libraries; empty if unknown
 */
public record Cpu(String model, List<String> features) implements Serializable {
    private static final List<String> TELLING =
            List.of("avx", "fma", "avx2", "avx512f", "avx512_bf16", "asimd", "asimdhp", "bf16", "sve", "sve2");

    /** Of this machine: Linux tells it in {@code /proc/cpuinfo}. */
    public static Cpu detect() {
        try {
            return of(Files.readString(Path.of("/proc/cpuinfo")), System.getProperty("os.arch"));
        } catch (IOException e) {
            return of("", System.getProperty("os.arch"));
        }
    }

    /** Of the first processor that is described: {@code model name} and {@code flags} on x86, other words on ARM. */
    static Cpu of(String description, String architecture) {
        Map<String, String> words = new HashMap<>();
        for (String line : description.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                words.putIfAbsent(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        String arm = words.containsKey("CPU part")
                ? "%s, implementer %s, part %s"
                        .formatted(architecture, words.get("CPU implementer"), words.get("CPU part"))
                : architecture;
        List<String> has = Arrays.asList(
                words.getOrDefault("flags", words.getOrDefault("Features", "")).split(" "));
        return new Cpu(
                words.getOrDefault("model name", arm),
                TELLING.stream().filter(has::contains).toList());
    }
}
