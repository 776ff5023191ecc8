package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Spark for one job: connected when the job needs it first, because a table is read by Spark and images are found without. */
public final class Connection implements AutoCloseable {
    private final Supplier<ClusterSession> spark;
    private @Nullable ClusterSession session;

    /** Will connect by this, or get the caller's session; either is closed at the end. */
    public Connection(Supplier<ClusterSession> spark) {
        this.spark = spark;
    }

    /** The session, always the same. */
    public ClusterSession session() {
        if (session == null) {
            session = spark.get();
        }
        return session;
    }

    /** Closes the session, if there is one. */
    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
