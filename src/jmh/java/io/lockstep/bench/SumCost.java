package io.lockstep.bench;

import io.lockstep.block.Batch;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Architecture;
import io.lockstep.pass.BlockGradient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;

/**
 * Two partitions' gradients become one, exactly and by the plain float sum that others take: each adds its blocks, sends its
 * sum, and the driver reads and merges both and divides. The partitions work at the same time, so one of them counts.
 *
 * @param architecture the network
 * @param batch all examples
 * @param mine the gradients of one partition's blocks
 */
record SumCost(Architecture architecture, Batch batch, List<BlockGradient> mine) {

    /** As in a step, which checks each number on its way. */
    double[] exact() {
        GradientSum sum = GradientSum.zero(architecture, batch);
        mine.forEach(sum::add);
        byte[] sent = sent(sum);
        GradientSum first = (GradientSum) received(sent);
        GradientSum second = (GradientSum) received(sent);
        return first.merge(second).mean(1).values();
    }

    /** Without exactness and without checks. */
    float[] plain() {
        float[] sum = new float[architecture.parameterCount()];
        mine.forEach(block -> addTo(sum, block.gradientSum()));
        byte[] sent = sent(sum);
        float[] first = (float[]) received(sent);
        addTo(first, (float[]) received(sent));
        for (int i = 0; i < first.length; i++) {
            first[i] /= batch.exampleCount();
        }
        return first;
    }

    private static void addTo(float[] sum, float[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    private static byte[] sent(Object sum) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(sum);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read or written but memory", e);
        }
        return bytes.toByteArray();
    }

    private static Object received(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("nothing is read that was not written here", e);
        }
    }
}
