package io.lockstep.pass.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lists the GPUs with {@code nvidia-smi}, which is part of the driver; CUDA itself is not started. */
public final class NvidiaSmi {
    private static final int SECONDS_TO_ANSWER = 30;
    private static final List<String> QUESTION =
            List.of("nvidia-smi", "--query-gpu=index,uuid,name,compute_cap,driver_version", "--format=csv,noheader");
    private static final Pattern LINE =
            Pattern.compile("(\\d+), *(\\S+), *(.+), *(\\d+)\\.(\\d), *(\\S+)"); // a name may have commas

    private NvidiaSmi() {}

    /**
     * The GPUs of this machine, in the order of the PCI bus.
     *
     * @throws BackendException if the driver is missing, does not answer, or the answer is invalid
     */
    public static List<Gpu> gpus() {
        return ask(QUESTION);
    }

    static List<Gpu> ask(List<String> question) {
        try {
            Process process =
                    new ProcessBuilder(question).redirectErrorStream(true).start();
            if (!process.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS)) { // its few lines fit into the pipe
                process.destroyForcibly();
                throw failure("no answer from nvidia-smi within " + SECONDS_TO_ANSWER + " s", null);
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                String first = answer.lines().findFirst().orElse("no output");
                throw failure("that nvidia-smi failed: " + first, null);
            }
            return parse(answer);
        } catch (IOException e) {
            throw failure("no nvidia-smi on the PATH", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("no answer from nvidia-smi", e);
        }
    }

    static List<Gpu> parse(String answer) {
        List<Gpu> gpus = new ArrayList<>();
        for (String line : answer.lines().toList()) {
            Matcher parts = LINE.matcher(line.strip());
            if (!parts.matches()) {
                throw failure("a driver that describes a GPU as '" + line + "'", null);
            }
            int capability = 10 * Integer.parseInt(parts.group(4)) + Integer.parseInt(parts.group(5));
            gpus.add(new Gpu(parts.group(1), parts.group(2), parts.group(3), capability, parts.group(6)));
        }
        if (gpus.isEmpty()) {
            throw failure("a driver without a GPU", null);
        }
        return gpus;
    }

    private static BackendException failure(String found, @Nullable Throwable cause) {
        String message = "compute.backend: expected an NVIDIA driver that lists its GPUs, found " + found
                + ". Install or update the driver, or set compute.backend = cpu.";
        return cause == null ? new BackendException(message) : new BackendException(message, cause);
    }
}
