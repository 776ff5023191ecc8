package io.lockstep.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.BlockPlan;
import io.lockstep.check.Opinion;
import io.lockstep.check.SecondOpinion;
import io.lockstep.cluster.ClusterSession;
import io.lockstep.config.ConfigException;
import io.lockstep.data.ColumnScaling;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which checks a run has: those that the user named, in their order, but for its own kernel. */
class OpinionsTest {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private static ClusterSession session;

    private final List<String> notices = new ArrayList<>();

    @BeforeAll
    static void startSpark() {
        session = ClusterSession.local(1);
    }

    @AfterAll
    static void stopSpark() {
        session.close();
    }

    private List<String> names(Kernel kernel, List<Opinion> asked) {
        PassPlan pass = new PassPlan(kernel, ColumnScaling.none(3));
        RunListener listener = event -> {
            if (event instanceof RunEvent.Notice notice) {
                notices.add(notice.text());
            }
        };
        return Opinions.of(asked, List.of(), new BlockPlan(4, 2), session, pass, true, 1, 0, listener).asked().stream()
                .map(SecondOpinion::name)
                .toList();
    }

    /** By the names under which they were asked for. */
    @Test
    void eachIsMadeInTheOrderInWhichTheyRun() {
        List<Opinion> all = new ArrayList<>(List.of(Opinion.values()));
        all.remove(Opinion.DL4J_SPARK); // takes no weights
        List<String> expected = all.stream().map(Opinion::toString).toList();
        Collections.reverse(all);
        assertThat(names(Kernel.VECTOR, all)).isEqualTo(expected);
        assertThat(notices).isEmpty();
    }

    @Test
    void theKernelOfTheRunDoesNotConfirmItself() {
        assertThat(names(Kernel.ND4J, List.of(Opinion.LOCAL, Opinion.ND4J, Opinion.REFERENCE)))
                .containsExactly("local", "reference");
        assertThat(notices)
                .containsExactly(
                        "check.against: nd4j is left out, because it is the kernel of this run and would confirm its own errors.");
    }

    @Test
    void aRunThatWouldBeCheckedByItsOwnKernelAloneIsRefused() {
        assertThatThrownBy(() -> names(Kernel.ND4J, List.of(Opinion.ND4J)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "check.against: expected a check other than the kernel itself, found nd4j alone with kernel nd4j."
                                + " Add local, reference or both.");
    }
}
