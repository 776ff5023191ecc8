package io.lockstep.cluster.bits;

/** The results of the cluster's machines are not bit-identical. */
public final class MixedClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which processes differ, in what, and how to fix it. */
    MixedClusterException(Fingerprints differing) {
        super("cluster.mixed: expected bit-identical results from all processes, found %s groups that differ: %s. %s"
                .formatted(differing.kinds().size(), String.join("; ", differing.kinds()), differing.remedy()));
    }
}
