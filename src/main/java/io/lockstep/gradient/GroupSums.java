package io.lockstep.gradient;

import io.lockstep.block.Block;
import io.lockstep.pass.GroupPass;
import java.util.ArrayList;
import java.util.List;

/** Passes blocks to a pass in groups of equal rows, in order, and adds the pass's sum at the end. */
final class GroupSums {
    private final GroupPass pass;
    private final GradientSum sum;
    private final List<Block> group = new ArrayList<>();
    private long examples;

    GroupSums(GroupPass pass, GradientSum sum) {
        this.pass = pass;
        this.sum = sum;
    }

    void add(Block block) {
        if (!group.isEmpty() && group.get(0).rows() != block.rows()) {
            flush();
        }
        group.add(block);
        if (group.size() >= pass.groupSize(block.rows())) {
            flush();
        }
    }

    /** Adds the sum of all. */
    void finish() {
        flush();
        if (examples > 0) {
            sum.add(pass.units(), examples);
        }
    }

    private void flush() {
        if (group.isEmpty()) {
            return;
        }
        int rows = group.get(0).rows();
        if (pass.add(group, sum.gradientScale(rows), sum.lossScale(rows))) {
            examples += (long) group.size() * rows;
        } else {
            group.forEach(block -> sum.add(pass.gradient(block))); // which finds out what cannot be added
        }
        group.clear();
    }
}
