package io.lockstep.export;

import io.lockstep.block.DigitBlocks;
import io.lockstep.pass.Networks;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a network as ONNX, to the file it is given, with whatever class path it is started on. */
public final class WriteOnnx {
    private WriteOnnx() {}

    public static void main(String[] arguments) throws IOException {
        OnnxModel.write(Path.of(arguments[0]), Networks.drawn(Networks.CLASSIFIER, 1), DigitBlocks.STANDARDIZER);
    }
}
