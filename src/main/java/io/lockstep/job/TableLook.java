package io.lockstep.job;

import io.lockstep.cluster.ClusterSession;
import io.lockstep.cluster.table.FirstRows;
import io.lockstep.config.ConfigException;
import io.lockstep.config.RunConfig;
import io.lockstep.data.SplitName;
import io.lockstep.data.table.TableCard;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a table, which need not be fit for training.
 *
 * @param source names it
 * @param config says how it is read, and which column is what
 */
public record TableLook(String source, RunConfig config) {

    /**
     * Whether a source is a table; needs no Spark.
     *
     * @throws ConfigException if a split of it was requested: a table has none
     * @throws io.lockstep.data.DataException if it is named as a table but is none
     */
    public static boolean isTable(String source, @Nullable SplitName split, RunConfig config) {
        boolean isTable = Tables.isTable(source, config);
        if (isTable && split != null) {
            throw Sources.withoutSplits(source);
        }
        return isTable;
    }

    /** Its card, of all rows. */
    public TableCard card(ClusterSession session, RunListener listener) {
        return new Tables(config, session, listener).describe(source);
    }

    /** Its first rows. */
    public FirstRows rows(ClusterSession session, int count, RunListener listener) {
        return new Tables(config, session, listener).first(source, count);
    }
}
