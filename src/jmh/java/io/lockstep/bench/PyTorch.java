package io.lockstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.network.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** PyTorch on one machine: autograd over the whole batch, whose features are standardised and in memory as floats. */
final class PyTorch implements Peer {
    private final Python python;

    private PyTorch(Python python) {
        this.python = python;
    }

    static PyTorch open(Digits digits, Parameters parameters) throws IOException, MissingException {
        PyTorch peer = new PyTorch(Python.start(digits));
        peer.python.ask(
                "open",
                Map.of(
                        "sizes", parameters.architecture().sizes(),
                        "loss", parameters.architecture().loss().toString(),
                        "parameters", peer.python.write("parameters", parameters.values())));
        return peer;
    }

    @Override
    public String version() {
        try {
            JsonNode version = python.ask("version", Map.of());
            return "PyTorch %s, eager, %d threads, %s, %s"
                    .formatted(
                            version.get("torch").asText(),
                            version.get("threads").asInt(),
                            version.get("blas").asText(),
                            version.get("file").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public double milliseconds() throws IOException {
        return python.milliseconds("step");
    }

    /** Only the matrix products of a step. */
    double products() throws IOException {
        return python.milliseconds("products");
    }

    @Override
    public Optional<double[]> gradient() throws IOException {
        python.ask("gradient", Map.of("file", python.path("gradient").toString()));
        return Optional.of(python.read("gradient"));
    }

    @Override
    public void close() {
        python.close();
    }
}
