package io.lockstep.bench;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockReader;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.Standardizer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The first examples of a split in one piece, as those want them who do not read blocks.
 *
 * @param pixels (rows, columns) unsigned bytes
 * @param labels (rows) classes
 * @param standardizer how pixels become inputs; everybody gets the same
 */
record Digits(byte[] pixels, byte[] labels, Standardizer standardizer) implements Sample, Serializable {

    /** Reads so many, or all where there are fewer; standardised by their own mean and deviation. */
    static Digits of(Examples examples, int most) {
        int rows = (int) Math.min(most, examples.rows());
        return of(
                examples, rows, DatasetCard.of(examples, examples.name(), rows).standardizer());
    }

    /** Reads so many, standardised as others were. */
    static Digits of(Examples examples, int rows, Standardizer standardizer) {
        Block all = BlockReader.first(examples, rows);
        return new Digits(((ByteFeatures) all.features()).values(), labels(all), standardizer);
    }

    private static byte[] labels(Block block) {
        byte[] labels = new byte[block.rows()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = (byte) block.targets().value(row, 0);
        }
        return labels;
    }

    @Override
    public int rows() {
        return labels.length;
    }

    @Override
    public int columns() {
        return pixels.length / labels.length;
    }

    @Override
    public Standardizer scaling() {
        return standardizer;
    }

    @Override
    public int storedBytes() {
        return pixels.length;
    }

    @Override
    public Block block(BlockPlan plan, int index) {
        int first = Math.toIntExact(plan.firstExample(index));
        Digits some = part(first, plan.rows(index));
        return new Block(index, first, new ByteFeatures(columns(), some.pixels), ClassTargets.of(some.labels));
    }

    /** Some of them. */
    Digits part(int firstRow, int count) {
        return new Digits(
                Arrays.copyOfRange(pixels, firstRow * columns(), (firstRow + count) * columns()),
                Arrays.copyOfRange(labels, firstRow, firstRow + count),
                standardizer);
    }

    /** Cut into so many parts, as even as they can be. */
    List<Digits> parts(int count) {
        List<Digits> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int first = Math.toIntExact((long) rows() * i / count);
            int end = Math.toIntExact((long) rows() * (i + 1) / count);
            parts.add(part(first, end - first));
        }
        return parts;
    }

    @Override
    public float[] features() {
        float[] table = standardizer.table();
        float[] features = new float[pixels.length];
        for (int i = 0; i < features.length; i++) {
            features[i] = table[pixels[i] & 0xff];
        }
        return features;
    }

    /** What a network is to give: with one output the labels as numbers, (rows, 1); else 1 at the label, (rows, outputs). */
    float[] targets(int outputs) {
        float[] targets = new float[rows() * outputs];
        for (int row = 0; row < rows(); row++) {
            int label = labels[row] & 0xff;
            if (outputs == 1) {
                targets[row] = label;
            } else {
                targets[row * outputs + label] = 1;
            }
        }
        return targets;
    }

    /** As ND4J has them: features and targets. */
    DataSet dataSet(int outputs) {
        return new DataSet(
                Nd4j.create(features(), new long[] {rows(), columns()}, 'c'),
                Nd4j.create(targets(outputs), new long[] {rows(), outputs}, 'c'));
    }
}
