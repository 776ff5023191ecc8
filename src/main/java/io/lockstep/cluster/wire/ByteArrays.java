package io.lockstep.cluster.wire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.math.Ordering;
import scala.math.Ordering$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Byte arrays in a shuffle, each as its length and its bytes, whatever {@code spark.serializer} is. Spark may then sort and merge what it
 * has written without reading it, and nothing but bytes is ever read back.
 */
public final class ByteArrays extends Serializer implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Sends each array to the partition that a partitioner names, and sorts them there as unsigned bytes. */
    public static JavaRDD<byte[]> sorted(JavaPairRDD<byte[], @Nullable Object> arrays, Partitioner partitioner) {
        Ordering<byte[]> ordering = Ordering$.MODULE$.comparatorToOrdering(new Unsigned());
        ClassTag<byte[]> bytes = ClassTag$.MODULE$.apply(byte[].class);
        ClassTag<@Nullable Object> any = ClassTag$.MODULE$.apply(Object.class);
        var shuffled = new ShuffledRDD<byte[], @Nullable Object, @Nullable Object>(
                        arrays.rdd(), partitioner, bytes, any, any)
                .setKeyOrdering(ordering)
                .setSerializer(new ByteArrays());
        return new JavaPairRDD<>(shuffled, bytes, any).mapPartitions(ByteArrays::keys, true);
    }

    private static Iterator<byte[]> keys(Iterator<Tuple2<byte[], @Nullable Object>> pairs) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return pairs.hasNext();
            }

            @Override
            public byte[] next() {
                return pairs.next()._1();
            }
        };
    }

    /** The order of unsigned bytes. */
    private static final class Unsigned implements Comparator<byte[]>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(byte[] some, byte[] other) {
            if (some.length >= Long.BYTES
                    && other.length >= Long.BYTES) { // which nearly always decides, and costs least
                int order = Long.compareUnsigned((long) LONGS.get(some, 0), (long) LONGS.get(other, 0));
                if (order != 0) {
                    return order;
                }
            }
            return Arrays.compareUnsigned(some, other);
        }
    }

    @Override
    public SerializerInstance newInstance() {
        return new Instance();
    }

    @Override
    public boolean supportsRelocationOfSerializedObjects() {
        return true;
    }

    /** For one thread. */
    private static final class Instance extends SerializerInstance {
        @Override
        public <T> ByteBuffer serialize(T array, ClassTag<T> tag) {
            return ByteBuffer.wrap((byte[]) array);
        }

        @Override
        @SuppressWarnings("unchecked") // there is nothing else
        public <T> T deserialize(ByteBuffer bytes, ClassTag<T> tag) {
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            return (T) array;
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> tag) {
            return deserialize(bytes, tag);
        }

        @Override
        public SerializationStream serializeStream(OutputStream to) {
            return new Writing(new DataOutputStream(to));
        }

        @Override
        public DeserializationStream deserializeStream(InputStream from) {
            return new Reading(new DataInputStream(from));
        }
    }

    private static final class Writing extends SerializationStream {
        private final DataOutputStream to;

        Writing(DataOutputStream to) {
            this.to = to;
        }

        @Override
        public <T> SerializationStream writeObject(T array, ClassTag<T> tag) {
            byte[] bytes = (byte[]) array;
            try {
                to.writeInt(bytes.length);
                to.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /** The arrays are keys; there are no values. */
        @Override
        public <T> SerializationStream writeValue(T value, ClassTag<T> tag) {
            return this;
        }

        @Override
        public void flush() {
            try {
                to.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                to.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Reading extends DeserializationStream {
        private final DataInputStream from;

        Reading(DataInputStream from) {
            this.from = from;
        }

        @Override
        @SuppressWarnings("unchecked") // there is nothing else
        public <T> T readObject(ClassTag<T> tag) {
            return (T) read();
        }

        /** Spark ends at an EOFException, which Scala's methods throw without declaring it. */
        private byte[] read() {
            try {
                byte[] array = new byte[from.readInt()];
                from.readFully(array);
                return array;
            } catch (IOException e) {
                throw ByteArrays.<RuntimeException>asItIs(e);
            }
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // there are no values
        public <T> T readValue(ClassTag<T> tag) {
            return (T) null;
        }

        @Override
        public void close() {
            try {
                from.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler is to take it for unchecked
    private static <E extends Throwable> E asItIs(Throwable failure) throws E {
        throw (E) failure;
    }
}
