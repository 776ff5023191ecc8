package io.lockstep.cluster.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.TableBlocks;
import io.lockstep.gradient.DivergedException;
import io.lockstep.gradient.Fault;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Step;
import io.lockstep.train.StepObserver;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Step LAST = last();

    private static Step last() {
        Architecture network = new Architecture(List.of(21, 4), Activation.RELU, Loss.CROSS_ENTROPY);
        RoundScene scene = RoundScene.table(
                TableBlocks.of(network, TableBlocks.Kind.BYTES, 71, 64), network, new GradientDescent());
        return scene.oneThread().take(scene.begin(), 1, 1, StepObserver.ofEach(step -> true));
    }

    private static Outcome of(String who, String digest) {
        return new Outcome(who, 1, digest, who.equals("a") ? LAST : null, null, null);
    }

    private static Outcome with(String who, @Nullable Fault fault, @Nullable RuntimeException problem) {
        return new Outcome(who, 1, "x", null, fault, problem);
    }

    @Test
    void allHaveTakenTheStep() {
        assertThat(Outcome.common(List.of(of("a", "x"), of("b", "x"), of("c", "x")))).isSameAs(LAST);
    }

    @Test
    void whoDiffersIsNamedBeTheFirstOrAnother() {
        assertThatThrownBy(() -> Outcome.common(List.of(of("a", "x"), of("b", "y"))))
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("step 1: expected the same optimizer state in all tasks after it")
                .hasMessageContaining("found others in a and b.");
        assertThatThrownBy(() -> Outcome.common(List.of(of("a", "x"), of("b", "x"), of("c", "y"))))
                .hasMessageContaining("found others in c.");
        assertThatThrownBy(() -> Outcome.common(List.of(of("a", "x"), of("b", "y"), of("c", "y"))))
                .hasMessageContaining("found others in a.");
    }

    @Test
    void theFaultOfTheLowestBlockIsToldWithItsStepWhereverItIs() {
        Fault high = new Fault(8, "w1[0, 0]", Double.NaN, 1, false);
        Fault low = new Fault(3, "b1[1]", Double.NaN, 1, false);
        assertThatThrownBy(() -> Outcome.common(List.of(with("a", null, null), with("b", high, null), with("c", low, null))))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("step 2, block 3, b1[1]");
    }

    @Test
    void aProblemOfAllIsThrown() {
        RuntimeException problem = new IllegalStateException("planted");
        assertThatThrownBy(() -> Outcome.common(List.of(with("a", null, problem), with("b", null, problem))))
                .isSameAs(problem);
    }
}
