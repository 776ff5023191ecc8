package io.lockstep.data.table;

import java.io.Serializable;

/**
 * An encoded row as bytes, for the shuffle: its inputs, all of them or only those that are not 0, whichever is shorter on average; then
 * its target and its weight. Two rows have the same bytes only if they are the same.
 *
 * @param inputs of a row
 * @param kind of the features
 * @param listed whether only inputs that are not 0 are written, each with its distance from the one before
 * @param numbers targets of a row; 0 where it has a class
 * @param weighted whether it has a weight
 */
record RowFormat(int inputs, FeatureKind kind, boolean listed, int numbers, boolean weighted) implements Serializable {

    /** The shortest for rows with so many inputs that are not 0. */
    static RowFormat of(int inputs, FeatureKind kind, long nonzero, long rows, int numbers, boolean weighted) {
        int bytes = kind == FeatureKind.BYTES ? 1 : Float.BYTES;
        boolean listed = (double) nonzero * (bytes + 1) < (double) rows * inputs * bytes;
        return new RowFormat(inputs, kind, listed || kind == FeatureKind.SPARSE, numbers, weighted);
    }

    void write(InputRow row, ByteSink to) {
        if (listed) {
            to.putVarint(row.count());
            int before = 0;
            for (int entry = 0; entry < row.count(); entry++) {
                to.putVarint(row.index(entry) - before);
                before = row.index(entry);
                putValue(row.value(entry), to);
            }
        } else {
            int next = 0;
            for (int entry = 0; entry < row.count(); entry++) {
                to.putZeros((row.index(entry) - next) * valueBytes());
                putValue(row.value(entry), to);
                next = row.index(entry) + 1;
            }
            to.putZeros((inputs - next) * valueBytes());
        }
        if (numbers == 0) {
            to.putVarint(row.label);
        }
        for (int output = 0; output < numbers; output++) {
            to.putFloat(row.numbers[output]);
        }
        if (weighted) {
            to.putFloat(row.weight);
        }
    }

    private int valueBytes() {
        return kind == FeatureKind.BYTES ? 1 : Float.BYTES;
    }

    private void putValue(float value, ByteSink to) {
        if (kind == FeatureKind.BYTES) {
            to.putByte((int) value);
        } else {
            to.putFloat(value);
        }
    }

    /** Adds a written row to a block. */
    void read(ByteReader from, BlockBuilder to) {
        int entries = listed ? from.varint() : inputs;
        int index = 0;
        for (int entry = 0; entry < entries; entry++) {
            index = listed ? index + from.varint() : entry;
            to.put(index, kind == FeatureKind.BYTES ? from.unsignedByte() : from.number());
        }
        if (numbers == 0) {
            to.putLabel(from.varint());
        }
        for (int output = 0; output < numbers; output++) {
            to.putNumber(output, from.number());
        }
        to.endRow(weighted ? from.number() : 1);
    }
}
