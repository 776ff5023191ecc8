package io.lockstep.cluster.executor;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;

/**
 * Where something was computed.
 *
 * @param executor Spark's name for the executor; {@code driver} in local mode
 * @param host its machine
 */
public record Place(String executor, String host) implements Serializable {

    /** Where the task that asks runs. */
    public static Place here() {
        BlockManagerId executor = SparkEnv.get().blockManager().blockManagerId();
        return new Place(executor.executorId(), executor.host());
    }

    /** Where an executor runs. */
    public static Place of(ExecutorDescription executor) {
        return new Place(executor.id(), executor.host().replaceFirst(":\\d+$", "")); // one that is new has no port yet
    }

    /** Spark's preferred location for a task on this executor, not just on this host. */
    public String location() {
        return "executor_" + host + "_" + executor;
    }

    /** 2 on the same executor, 1 on another of the same host, 0 on another host. */
    public int nearness(Place other) {
        if (executor.equals(other.executor)) {
            return 2;
        }
        return host.equals(other.host) ? 1 : 0;
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return "executor " + executor + " on " + host;
    }
}
