package io.lockstep.cluster.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoSerializable;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A value that Java serialises, whatever {@code spark.serializer} is.
 *
 * <p>Spark sends code by Java's serialisation, but data by the serialiser of the application, which may be the caller's: the results of
 * tasks, what is shuffled or broadcast, the elements of {@code parallelize}, and cached blocks that go to the disk or to another executor.
 * Kryo cannot make records. So all data of ours crosses in this class, which Kryo asks to write itself. It holds the value, not its
 * bytes: with Java's serialiser it costs nothing, and what stays in memory is not copied.
 */
public final class JavaSerialized<T> implements Serializable, KryoSerializable {
    private static final long serialVersionUID = 1L;
    private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

    private @Nullable T value; // Kryo makes an empty object, which then reads it

    @SuppressWarnings("unused") // by Kryo
    private JavaSerialized() {}

    private JavaSerialized(T value) {
        this.value = value;
    }

    /** Wraps a value that Java can serialise. */
    public static <T> JavaSerialized<T> of(T value) {
        return new JavaSerialized<>(value);
    }

    /** The value. */
    public T value() {
        return Objects.requireNonNull(value);
    }

    /** The values of an iterator, as they are asked for. */
    public static <T> Iterator<T> values(Iterator<JavaSerialized<T>> wrapped) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return wrapped.hasNext();
            }

            @Override
            public T next() {
                return wrapped.next().value();
            }
        };
    }

    /** A function that reads many values, each wrapped as it is asked for. */
    public static <A, T> FlatMapFunction<JavaSerialized<A>, JavaSerialized<T>> each(Reading<A, T> reading) {
        return from -> {
            Iterator<T> values = reading.of(from.value());
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return values.hasNext();
                }

                @Override
                public JavaSerialized<T> next() {
                    return of(values.next());
                }
            };
        };
    }

    /** Reads the values that a place stands for. */
    public interface Reading<A, T> extends Serializable {
        Iterator<T> of(A place);
    }

    @Override
    public void write(Kryo kryo, Output output) {
        ByteBuffer bytes = java().serialize(value(), ANY);
        output.writeInt(bytes.remaining());
        output.writeBytes(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    @Override
    @SuppressWarnings("unchecked") // what was written
    public void read(Kryo kryo, Input input) {
        ByteBuffer bytes = ByteBuffer.wrap(input.readBytes(input.readInt()));
        value = (T) java().deserialize(
                        bytes, kryo.getClassLoader(), ANY); // the loader that knows the application's classes
    }

    /** A value as bytes, for a message. */
    public static byte[] bytes(Serializable value) {
        ByteBuffer bytes = java().serialize(value, ANY);
        return Arrays.copyOfRange(
                bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.arrayOffset() + bytes.limit());
    }

    /** What {@link #bytes} was given, by the class loader of this class. */
    public static <T> T read(byte[] bytes, Class<T> type) {
        return type.cast(java().deserialize(ByteBuffer.wrap(bytes), JavaSerialized.class.getClassLoader(), ANY));
    }

    private static SerializerInstance java() {
        return new JavaSerializer(SparkEnv.get().conf()).newInstance();
    }
}
