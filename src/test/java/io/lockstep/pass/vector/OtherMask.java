package io.lockstep.pass.vector;

import io.lockstep.data.Scaling;
import io.lockstep.network.Parameters;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The vector pass with another mask of the ReLU, so that an error can be planted where it would happen. */
public final class OtherMask {
    private OtherMask() {}

    /** Which hidden units let the gradient through. */
    public interface Mask {
        /** Whether one with this output does, which is before the activation. */
        boolean letsThrough(float output);

        /** As {@link Loops#mask}. */
        private void apply(float[] gradient, float[] output, int count) {
            for (int i = 0; i < count; i++) {
                gradient[i] = letsThrough(output[i]) ? gradient[i] : 0;
            }
        }
    }

    /** The pass of this JVM: all its loops but the mask. */
    public static VectorPass pass(Parameters parameters, Scaling scaling, Mask mask) {
        Loops right = Loops.ofThisJvm();
        Loops wrong = (Loops) Proxy.newProxyInstance(
                Loops.class.getClassLoader(), new Class<?>[] {Loops.class}, (p, method, arguments) -> {
                    if (method.getName().equals("mask")) {
                        mask.apply((float[]) arguments[0], (float[]) arguments[1], (int) arguments[2]);
                        return null;
                    }
                    try {
                        return method.invoke(right, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new VectorPass(parameters, scaling, wrong);
    }
}
