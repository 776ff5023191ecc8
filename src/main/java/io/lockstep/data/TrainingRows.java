package io.lockstep.data;

/**
 * How training rows are divided where a dataset has no validation split of its own: as in the lesson, of N rows the last N / 6
 * are {@link SplitName#VALID}, those before them {@link SplitName#TRAIN} (of 60,000: 10,000 and 50,000).
 *
 * @param all number of rows, N
 */
public record TrainingRows(long all) {
    private static final int VALID_SHARE = 6;

    /** Number of rows to train on; the first ones. */
    public long train() {
        return all - all / VALID_SHARE;
    }

    /**
     * Number of rows to validate on; the last ones.
     *
     * @param where the file, for the error message
     * @throws DataException if there are too few rows to have any
     */
    public long valid(String where) {
        if (all < VALID_SHARE) {
            throw new DataException(
                    where,
                    "at least " + VALID_SHARE + " rows, of which the last sixth is the validation set",
                    Long.toString(all),
                    "Use a larger file.");
        }
        return all / VALID_SHARE;
    }
}
