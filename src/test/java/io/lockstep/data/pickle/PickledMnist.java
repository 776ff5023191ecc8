package io.lockstep.data.pickle;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.pickle.PickleBytes.Array;
import io.lockstep.data.pickle.PickleBytes.Dialect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Small pickles of the shape of {@code mnist.pkl.gz}, whole or with one array exchanged. */
public final class PickledMnist {
    public static final ArrayExamples TRAIN = ArrayExamples.of(7, 4, 4);
    public static final ArrayExamples VALID = ArrayExamples.of(2, 4, 4);
    public static final ArrayExamples TEST = ArrayExamples.of(3, 4, 4);

    private PickledMnist() {}

    public static byte[] of(Dialect dialect) {
        return of(dialect, floats(TRAIN), labels(TRAIN));
    }

    /** With other arrays for the training split. */
    static byte[] of(Dialect dialect, Array x, Array y) {
        var pickle = new PickleBytes(dialect);
        return pickle.pickle(() -> pickle.tuple(
                () -> pickle.tuple(() -> pickle.array(x), () -> pickle.array(y)),
                () -> pickle.tuple(() -> pickle.array(floats(VALID)), () -> pickle.array(labels(VALID))),
                () -> pickle.tuple(() -> pickle.array(floats(TEST)), () -> pickle.array(labels(TEST)))));
    }

    /** float32 pixels / 256. */
    static Array floats(ArrayExamples examples) {
        return floats(values(examples), examples.rows(), examples.columns());
    }

    static Array floats(float[] values, long... shape) {
        var data = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new Array("f4", '<', false, data.array(), shape);
    }

    /** float64 pixels / 256. */
    static Array doubles(ArrayExamples examples) {
        var data = ByteBuffer.allocate(examples.pixels().length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values(examples)) {
            data.putDouble(value);
        }
        return new Array("f8", '<', false, data.array(), examples.rows(), examples.columns());
    }

    static float[] values(ArrayExamples examples) {
        var values = new float[examples.pixels().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Byte.toUnsignedInt(examples.pixels()[i]) / 256f;
        }
        return values;
    }

    static Array labels(ArrayExamples examples) {
        var values = new long[(int) examples.rows()];
        for (int row = 0; row < values.length; row++) {
            values[row] = examples.labels()[row];
        }
        return longs(values);
    }

    static Array longs(long... labels) {
        var data = ByteBuffer.allocate(labels.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(labels);
        return new Array("i8", '<', false, data.array(), labels.length);
    }

    static Array ints(int... labels) {
        var data = ByteBuffer.allocate(labels.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(labels);
        return new Array("i4", '<', false, data.array(), labels.length);
    }
}
