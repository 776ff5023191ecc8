package io.lockstep.data;

import java.io.Serializable;

public record Standardizer(double mean, double deviation) implements Serializable {
    public static Standardizer identity() {
        return new Standardizer(0, 1);
    }

    public float[] table() {
        float[] t = new float[256];
        for (int b = 0; b < 256; b++) t[b] = (float) ((b / 256.0 - mean) / deviation);
        return t;
    }
}
