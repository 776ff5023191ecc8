package io.lockstep.cluster.bits;

/** The cluster's machines do not all give the same bits. */
public final class MixedClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says who differs, in what, and what to do. */
    MixedClusterException(Fingerprints differing) {
        super("cluster.mixed: expected bit-identical results from all processes, found %s groups that differ: %s. %s"
                .formatted(differing.kinds().size(), String.join("; ", differing.kinds()), differing.remedy()));
    }
}
