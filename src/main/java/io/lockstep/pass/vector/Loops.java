package io.lockstep.pass.vector;

import io.lockstep.pass.device.Backend;

/** The inner loops of the kernel: plain or with the JVM's vector module, bit-identical. */
interface Loops {
    /** Plain Java, for every JVM: the specification of what the others compute. */
    Loops PLAIN = new Loops() {
        @Override
        public RightFactor factor(int terms, int columns) {
            return new PlainFactor(terms, columns);
        }

        @Override
        public void mask(float[] gradient, float[] output, int count) {
            for (int i = 0; i < count; i++) {
                gradient[i] = output[i] <= 0 ? 0 : gradient[i];
            }
        }

        @Override
        public String toString() {
            return Backend.PLAIN_LOOPS;
        }
    };

    /** The fastest of this JVM. */
    static Loops ofThisJvm() {
        return VectorModule.isPresent() ? VectorLoops.PREFERRED : PLAIN;
    }

    /** A right factor with so many terms and columns. */
    RightFactor factor(int terms, int columns);

    /** gradient = 0 where output is not above 0; where that is NaN the gradient stays. */
    void mask(float[] gradient, float[] output, int count);
}
