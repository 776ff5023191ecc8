package io.lockstep.cluster.bits;

import io.lockstep.pass.plan.Fingerprint;

/** A property in which two fingerprints may differ, and which may explain different digests. */
enum Trait {
    ND4J("ND4J "),
    BLAS(""),
    GPU(""),
    CORE_TYPE("core type "),
    PROCESSOR(""),
    FEATURES("with ");

    private final String prefix;

    Trait(String prefix) {
        this.prefix = prefix;
    }

    /** As a person reads it. */
    String text(String value) {
        return prefix + value;
    }

    /** Its value; empty where there is none. */
    String of(Fingerprint fingerprint) {
        return switch (this) {
            case ND4J -> fingerprint.backend().nd4j();
            case BLAS -> fingerprint.backend().blas();
            case GPU -> fingerprint.gpu();
            case CORE_TYPE -> fingerprint.backend().coreType();
            case PROCESSOR -> fingerprint.processor().model();
            case FEATURES -> String.join(" ", fingerprint.processor().features());
        };
    }
}
