package io.lockstep.bench;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.lockstep.block.BlockRange;
import io.lockstep.gradient.Fault;
import io.lockstep.gradient.FixedPoint;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import org.apache.spark.serializer.KryoRegistrator;

/** What Spark's Kryo cannot do by itself: records, whose fields nobody may set from outside on Java 17. */
public final class KryoTypes implements KryoRegistrator {

    @Override
    public void registerClasses(Kryo kryo) {
        kryo.register(Parameters.class, new ParametersSerializer());
        for (Class<?> small : new Class<?>[] {Architecture.class, BlockRange.class, FixedPoint.class, Fault.class}) {
            kryo.register(small, new JavaSerializer());
        }
    }

    /** The values by Kryo, which is what is to be compared. */
    private static final class ParametersSerializer extends Serializer<Parameters> {
        @Override
        public void write(Kryo kryo, Output out, Parameters parameters) {
            kryo.writeObject(out, parameters.architecture());
            out.writeFloats(parameters.values());
        }

        @Override
        public Parameters read(Kryo kryo, Input in, Class<Parameters> type) {
            Architecture architecture = kryo.readObject(in, Architecture.class);
            return new Parameters(architecture, in.readFloats(architecture.parameterCount()));
        }
    }
}
