package io.lockstep.cluster.allreduce;

/** The parts of an all-reduce between groups, in the order in which a group sends and awaits them, and the end of all. */
public enum Phase {
    /** Each group sends each other its part of that one's slice, and adds the parts of its own slice. */
    REDUCE_SCATTER("reduce-scatter"),
    /** Each group sends its summed slice to all others. */
    ALL_GATHER("all-gather"),
    /** Each group tells all others that it has received all that it needs. */
    GOODBYE("goodbye");

    private final String words;

    Phase(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
