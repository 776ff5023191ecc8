package io.lockstep.cluster.round;

import io.lockstep.data.Sha256;
import io.lockstep.train.OptimizerState;
import java.nio.charset.StandardCharsets;

/** SHA-256 of a whole optimizer state: the step, the parameters, and each slot with its name. */
final class StateDigest {
    private StateDigest() {}

    static String of(OptimizerState state) {
        Sha256 digest = new Sha256()
                .add(new double[] {state.step()})
                .add(state.parameters().values());
        state.slots()
                .forEach(slot ->
                        digest.add(slot.name().getBytes(StandardCharsets.UTF_8)).add(slot.values()));
        return digest.hex();
    }
}
