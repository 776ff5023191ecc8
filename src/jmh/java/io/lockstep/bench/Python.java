package io.lockstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.network.Parameters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** PyTorch in a process of its own, which answers a line of JSON with a line of JSON and measures itself. */
final class Python implements AutoCloseable {
    /** The other end. */
    private static final Path SCRIPT = Project.file("src/jmh/python/pytorch_peer.py");

    /** For everything, unless the script takes fewer. */
    static final Map<String, String> TWO_THREADS = Map.of("OMP_NUM_THREADS", "2", "OPENBLAS_NUM_THREADS", "2");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader answers;
    private final Scratch scratch;

    private Python(Process process, Scratch scratch) {
        this.process = process;
        this.scratch = scratch;
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it. */
    static Python start() throws IOException, MissingException {
        ProcessBuilder builder = new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(TWO_THREADS);
        return new Python(builder.start(), new Scratch());
    }

    /** The script with these arguments. */
    static List<String> command(String... arguments) throws IOException, MissingException {
        List<String> command = new ArrayList<>(List.of(find(), SCRIPT.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Gives it examples to train on, or to test with. */
    void load(Sample sample, boolean test) throws IOException {
        load(new Tabular.Arrays(sample.features(), sample.labels()), sample.columns(), test);
    }

    /** Gives it examples to train on, or to test with. */
    void load(Tabular.Arrays examples, int columns, boolean test) throws IOException {
        String split = test ? "test-" : "train-";
        ask(
                "load",
                Map.of(
                        "features",
                        write(split + "features", examples.features()),
                        "labels",
                        Files.write(path(split + "labels"), examples.labels()).toString(),
                        "rows",
                        examples.labels().length,
                        "columns",
                        columns,
                        "test",
                        test));
    }

    /** Gives it a network. */
    void open(Parameters parameters) throws IOException {
        ask(
                "open",
                Map.of(
                        "sizes", parameters.architecture().sizes(),
                        "loss", parameters.architecture().loss().toString(),
                        "parameters", write("parameters", parameters.values())));
    }

    /** Which PyTorch it is, and which BLAS that has. */
    String version() {
        try {
            JsonNode version = ask("version", Map.of());
            return "PyTorch %s, eager, %s, %s"
                    .formatted(
                            version.get("torch").asText(),
                            version.get("blas").asText(),
                            version.get("file").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Python that has PyTorch: LOCKSTEP_PYTHON, or the first of the usual ones. */
    private static String find() throws IOException, MissingException {
        String given = System.getenv("LOCKSTEP_PYTHON");
        List<String> candidates = given == null ? List.of("python3", "/usr/bin/python3") : List.of(given);
        for (String candidate : candidates) {
            if (hasTorch(candidate)) {
                return candidate;
            }
        }
        throw new MissingException("no PyTorch in " + String.join(" or ", candidates)
                + ": apt-get install python3-torch libopenblas0-pthread, or name a Python in LOCKSTEP_PYTHON");
    }

    private static boolean hasTorch(String candidate) throws IOException {
        try {
            Process process = new ProcessBuilder(candidate, "-c", "import numpy, torch")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for a Python", e);
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    /** Sends a command and waits for its answer. */
    JsonNode ask(String command, Map<String, ?> arguments) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>(arguments);
        line.put("command", command);
        process.outputWriter(StandardCharsets.UTF_8)
                .append(JSON.writeValueAsString(line) + "\n")
                .flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(
                    SCRIPT + ": expected an answer to " + command + ", found the end. What it wrote before is above.");
        }
        return JSON.readTree(answer);
    }

    /** Sends a command that measures itself. */
    double milliseconds(String command) throws IOException {
        return ask(command, Map.of()).get("milliseconds").asDouble();
    }

    /** Puts numbers where the script can read them; its path. */
    String write(String name, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Files.write(path(name), bytes.array()).toString();
    }

    /** Numbers that the script has written. */
    double[] read(String name) throws IOException {
        var floats = ByteBuffer.wrap(Files.readAllBytes(path(name)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        double[] values = new double[floats.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats.get(i);
        }
        return values;
    }

    /** A file between the two. */
    Path path(String name) {
        return scratch.path().resolve(name);
    }

    /** Ends the process by ending what it reads. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            scratch.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
