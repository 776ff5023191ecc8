package io.lockstep.data;

import java.util.List;

/** Features of several examples, made of those of each. */
public final class FeatureRows {
    private FeatureRows() {}

    /**
     * One after the other, as the kind that they all are.
     *
     * @param parts at least one; of the same kind, with the same columns
     */
    public static Features join(List<Features> parts) {
        Features first = parts.get(0);
        if (parts.size() == 1) {
            return first;
        }
        int rows = 0;
        for (Features part : parts) {
            if (part.columns() != first.columns() || part.getClass() != first.getClass()) {
                throw new IllegalArgumentException("features: expected %s with %d columns, found %s with %d"
                        .formatted(first.kind(), first.columns(), part.kind(), part.columns()));
            }
            rows = Math.addExact(rows, part.rows());
        }
        if (first instanceof ByteFeatures) {
            return bytes(parts, rows);
        }
        return first instanceof SparseFeatures ? sparse(parts, rows) : floats(parts, rows);
    }

    private static ByteFeatures bytes(List<Features> parts, int rows) {
        int columns = parts.get(0).columns();
        byte[] values = new byte[Math.multiplyExact(rows, columns)];
        int next = 0;
        for (Features part : parts) {
            byte[] some = ((ByteFeatures) part).values();
            System.arraycopy(some, 0, values, next, some.length);
            next += some.length;
        }
        return new ByteFeatures(columns, values);
    }

    private static FloatFeatures floats(List<Features> parts, int rows) {
        int columns = parts.get(0).columns();
        float[] values = new float[Math.multiplyExact(rows, columns)];
        float[] row = new float[columns];
        int next = 0;
        for (Features part : parts) {
            for (int i = 0; i < part.rows(); i++, next += columns) {
                part.copyRow(i, row);
                System.arraycopy(row, 0, values, next, columns);
            }
        }
        return new FloatFeatures(columns, values);
    }

    private static SparseFeatures sparse(List<Features> parts, int rows) {
        int entries = 0;
        for (Features part : parts) {
            entries = Math.addExact(entries, ((SparseFeatures) part).values().length);
        }
        int[] starts = new int[rows + 1];
        int[] indexes = new int[entries];
        float[] values = new float[entries];
        int row = 0;
        for (Features part : parts) {
            SparseFeatures some = (SparseFeatures) part;
            int first = starts[row];
            for (int i = 1; i <= some.rows(); i++) {
                starts[++row] = first + some.starts()[i];
            }
            System.arraycopy(some.indexes(), 0, indexes, first, some.indexes().length);
            System.arraycopy(some.values(), 0, values, first, some.values().length);
        }
        return new SparseFeatures(parts.get(0).columns(), starts, indexes, values);
    }
}
