package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.block.DigitBlocks;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work beside other work: its failures come where they would without a thread of its own, and it ends with what began it. */
class SideWorkTest {
    private static final BlockPlan PLAN = new BlockPlan(60, 4);
    private static final Parameters PARAMETERS = Networks.drawn(Networks.CLASSIFIER, 7);

    @Test
    void runsBesideItsOwner() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (SideWork<Thread> side = SideWork.begin("side", () -> {
            goOn.await(); // for ever, if it ran on the owner's thread
            return Thread.currentThread();
        })) {
            goOn.countDown();
            assertThat(side.result()).isNotSameAs(Thread.currentThread());
        }
    }

    @Test
    void itsFailuresAreThrownAsTheyAre() {
        for (Throwable failure : List.of(new IllegalArgumentException("runtime"), new LinkageError("error"))) {
            try (SideWork<Object> side = SideWork.begin("side", () -> fail(failure))) {
                assertThatThrownBy(side::result).isSameAs(failure);
            }
        }
        Exception checked = new IOException("checked");
        try (SideWork<Object> side = SideWork.begin("side", () -> fail(checked))) {
            assertThatThrownBy(side::result)
                    .isInstanceOf(IllegalStateException.class)
                    .hasCause(checked);
        }
    }

    private static Object fail(Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }

    @Test
    void itHasEndedWhenItIsClosed() {
        AtomicBoolean ended = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        assertThatThrownBy(() -> {
                    try (SideWork<Object> side = SideWork.begin("side", () -> {
                        begun.countDown();
                        try {
                            new CountDownLatch(1).await(); // for ever, unless it is interrupted
                            return begun;
                        } finally {
                            ended.set(true);
                        }
                    })) {
                        begun.await();
                        throw new IllegalStateException("the owner fails");
                    }
                })
                .hasMessage("the owner fails");
        assertThat(ended).isTrue();
    }

    @Test
    void theReferenceEndsBetweenTwoBlocksWhenItIsCancelled() {
        AtomicInteger read = new AtomicInteger();
        Iterable<Block> blocks = () -> {
            Iterator<Block> all =
                    BlockReader.all(DigitBlocks.digits(6, 60), PLAN).iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public Block next() {
                    if (read.incrementAndGet() == 2) {
                        Thread.currentThread().interrupt();
                    }
                    return all.next();
                }
            };
        };
        ReferenceGradients reference = new ReferenceGradients(blocks, DigitBlocks.STANDARDIZER);
        assertThatThrownBy(() -> reference.measure(PARAMETERS, PLAN.batch(1)))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue(); // and is no longer
        assertThat(read).hasValue(2);
    }
}
