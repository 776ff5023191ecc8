package io.lockstep.bench;

import io.lockstep.network.Parameters;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** PyTorch on one machine: autograd over the whole batch, whose features are standardised and in memory as floats. */
final class PyTorch implements Peer {
    private final Python python;

    private PyTorch(Python python) {
        this.python = python;
    }

    static PyTorch open(Sample sample, Parameters parameters) throws IOException, MissingException {
        PyTorch peer = new PyTorch(Python.start());
        peer.python.load(sample, false);
        peer.python.open(parameters);
        return peer;
    }

    @Override
    public String version() {
        return python.version() + ", 2 threads";
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
