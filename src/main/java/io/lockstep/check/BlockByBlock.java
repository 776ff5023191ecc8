package io.lockstep.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.lockstep.block.Batch;
import io.lockstep.gradient.BlockDigest;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Locates a difference between a source and one thread that must be bit-identical: both compute a digest of each block again.
 * Distinguishes errors in what the executors read, in what they compute, and in the reduction.
 */
final class BlockByBlock {
    /** At most so many blocks are named. */
    private static final int NAMED = 4;

    private final int blockCount;
    private final List<BlockDigest> notOnce = new ArrayList<>();
    private final List<BlockDigest> otherExamples = new ArrayList<>();
    private final List<BlockDigest> otherResult = new ArrayList<>();

    private BlockByBlock(List<BlockDigest> found, List<BlockDigest> right) {
        blockCount = right.size();
        Map<Integer, List<BlockDigest>> byBlock = found.stream().collect(groupingBy(BlockDigest::block));
        right.stream().sorted(Comparator.comparingInt(BlockDigest::block)).forEach(expected -> {
            List<BlockDigest> same = byBlock.getOrDefault(expected.block(), List.of());
            if (same.size() != 1) {
                notOnce.add(expected);
            } else if (!same.get(0).sameExamples(expected)) {
                otherExamples.add(same.get(0));
            } else if (!same.get(0).sameResult(expected)) {
                otherResult.add(same.get(0));
            }
        });
    }

    /**
     * The end of the sentence that says which results differ; empty where one of the two does not work by blocks.
     *
     * @param right the gradient by one thread, from which the source differed
     */
    static String of(
            GradientSource source, SecondOpinion oneThread, Gradient right, Parameters parameters, Batch batch) {
        List<BlockDigest> found = source.digests(parameters, batch);
        List<BlockDigest> expected = oneThread.digests(parameters, batch);
        if (found.isEmpty() || expected.isEmpty()) {
            return "";
        }
        String blocks = new BlockByBlock(found, expected).difference();
        return blocks.isEmpty() ? ofTheSum(source.gradientSum(parameters, batch).mean(), right) : blocks;
    }

    /** The first error in the order of the data's path. */
    private String difference() {
        if (!notOnce.isEmpty()) {
            return ": %s not computed exactly once: the error is in the layout of the blocks"
                    .formatted(blocks(notOnce, "was", "were"));
        }
        if (!otherExamples.isEmpty()) {
            return ": %s different examples%s: the error is in the data read there"
                    .formatted(blocks(otherExamples, "has", "have"), places(otherExamples));
        }
        if (otherResult.size() == blockCount) {
            return ": every block has a different gradient of the same examples: the error is in the parameters, the standardizer or the"
                    + " kernel of the executors";
        }
        return otherResult.isEmpty()
                ? ""
                : ": %s a different gradient of the same examples%s: the error is in the computation or the parameters there"
                        .formatted(blocks(otherResult, "has", "have"), places(otherResult));
    }

    /** Every block agrees when computed again. */
    private static String ofTheSum(Gradient again, Gradient right) {
        return Arrays.equals(again.values(), right.values()) && again.loss() == right.loss()
                ? ", but agrees when computed again: the error was transient, for example a bit flip in memory or in transit"
                : ", but each block agrees: the error is in the reduction";
    }

    private String blocks(List<BlockDigest> which, String oneDoes, String moreDo) {
        String names = which.stream()
                .limit(NAMED)
                .map(digest -> String.valueOf(digest.block()))
                .collect(joining(", "));
        return which.size() == 1
                ? "block %s of %d %s".formatted(names, blockCount, oneDoes)
                : "blocks %s%s of %d %s".formatted(names, which.size() > NAMED ? ", ..." : "", blockCount, moreDo);
    }

    private static String places(List<BlockDigest> which) {
        String places = which.stream()
                .map(BlockDigest::place)
                .filter(place -> !place.isEmpty())
                .distinct()
                .sorted()
                .limit(NAMED)
                .collect(joining(", "));
        return places.isEmpty() ? "" : " (" + places + ")";
    }
}
