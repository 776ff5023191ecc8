package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PeekedInputTest {

    /** With every small buffer, members end at every place in it: also where it is empty. */
    @Test
    void noMemberOfAGzipIsMissedWhereTheStreamTellsNothing() throws IOException {
        byte[] one = Bytes.gzip(new byte[] {1});
        byte[] two = Bytes.gzip(new byte[] {2, 2});
        byte[] file = Bytes.concat(one, two, one);
        for (int buffer = 1; buffer <= file.length; buffer++) {
            try (var in = new GZIPInputStream(new PeekedInput(silent(file), buffer), buffer)) {
                assertThat(in.readAllBytes()).as("buffer of %d", buffer).containsExactly(1, 2, 2, 1);
            }
        }
    }

    @Test
    void nothingIsAvailableAtTheEndAndNothingIsLostByAsking() throws IOException {
        try (var in = new PeekedInput(silent(new byte[] {5, 6}), 1)) {
            assertThat(in.available()).isPositive();
            assertThat(in.read()).isEqualTo(5);
            assertThat(in.available()).isPositive();
            assertThat(in.read()).isEqualTo(6);
            assertThat(in.available()).isZero();
            assertThat(in.read()).isNegative();
        }
    }

    /** A stream that says 0 whenever it is asked, as some file systems' do. */
    private static FilterInputStream silent(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int available() {
                return 0;
            }
        };
    }
}
