package io.lockstep.cluster.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlicesTest {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 3", "1, 3", "2, 3", "3, 3", "10, 4", "39760, 7", "2147483647, 64", "2147483647, 1000"})
    void slicesCoverTheArrayAndDifferByAtMostOne(int length, int count) {
        var slices = new Slices(length, count);
        assertThat(slices.from(0)).isZero();
        assertThat(slices.end(count - 1)).isEqualTo(length);
        for (int i = 0; i < count; i++) {
            assertThat(slices.from(i) + slices.length(i)).isEqualTo(slices.end(i));
            assertThat(slices.length(i)).isBetween(length / count, length / count + (length % count == 0 ? 0 : 1));
        }
    }

    /** So that a group that is wrong about the length is found by its slices, each of which some group expects. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "5"})
    void aSliceTellsWhichLengthsItsArrayMayHave(int count) {
        for (int length = 0; length < 4 * count; length++) {
            for (int other = 0; other < 4 * count; other++) {
                boolean differ = false;
                for (int slice = 0; slice < count; slice++) {
                    int found = new Slices(other, count).length(slice);
                    differ |= found != new Slices(length, count).length(slice);
                    var range = NUMBER.matcher(new Slices(length, count).lengthsWith(slice, found))
                            .results()
                            .map(number -> Integer.valueOf(number.group()))
                            .toList();
                    assertThat(other).isBetween(range.get(0), range.get(range.size() - 1));
                    assertThat(range).hasSizeBetween(1, 2);
                }
                assertThat(differ).isEqualTo(length != other);
            }
        }
    }
}
