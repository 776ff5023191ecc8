package io.lockstep.data.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.data.Dataset;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.SplitName;
import io.lockstep.data.idx.IdxDataset;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real files, where environment variable LOCKSTEP_SHARED names the folder that holds {@code mnist/}. */
class RealMnistTest {
    private Dataset mnist = IdxDataset.inFolder("MNIST", Path.of(""));

    @BeforeEach
    void findMnist() {
        var shared = System.getenv("LOCKSTEP_SHARED");
        assumeTrue(shared != null, "LOCKSTEP_SHARED is not set, so there is no MNIST to read");
        mnist = IdxDataset.inFolder("MNIST", Path.of(String.valueOf(shared), "mnist"));
    }

    @Test
    void trainHasTheLessonsMoments() {
        var card = DatasetCard.of(mnist, SplitName.TRAIN);
        assertThat(card.rows()).isEqualTo(50_000);
        assertThat(card.classCounts()).containsExactly(4932, 5678, 4968, 5101, 4859, 4506, 4951, 5175, 4842, 4988);
        // the exact quotient, by Python's fractions, rounded to the nearest double
        assertThat(card.moments().mean()).isEqualTo(0.13044972207828445);
        assertThat(card.moments().deviation()).isCloseTo(0.3072898368, within(1e-10));
        assertThat(card.standardized().mean()).isCloseTo(0, within(1e-6));
        assertThat(card.standardized().deviation()).isCloseTo(1, within(1e-6));
        // sha256 of bytes 16 .. of the unpacked file, up to row 50,000
        assertThat(card.pixelsSha256()).isEqualTo("c80ceb24eedca80f31cfca280b8fb911cbb41b9990f998bebd40e26b1ab6d0f8");
        assertThat(card.labelsSha256()).isEqualTo("6072d13d0c3b831e9e4dc3ba693426579504082fc45c186db0f74c0a3092638d");
    }

    @Test
    void validAndTestFollow() {
        var valid = DatasetCard.of(mnist, SplitName.VALID);
        assertThat(valid.rows()).isEqualTo(10_000);
        assertThat(valid.pixelsSha256()).isEqualTo("2b079632b0defaf508a5ebf8c4ac1e18ce15c8b337da087e9c3e1c84c618d244");
        var test = DatasetCard.of(mnist, SplitName.TEST);
        assertThat(test.classCounts()).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    }
}
