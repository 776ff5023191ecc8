package io.lockstep.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes a SHA-256 incrementally; its text is 64 lower-case hexadecimal digits. */
public final class Sha256 {
    private final MessageDigest digest;

    /** Starts an empty digest. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The hash of these values as little-endian float32. */
    public static String of(float[] values) {
        return new Sha256().add(values).hex();
    }

    /** The hash of these values as little-endian float64. */
    public static String of(double[] values) {
        return new Sha256().add(values).hex();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Adds all of these bytes. */
    public Sha256 add(byte[] bytes) {
        return add(bytes, bytes.length);
    }

    /** Adds the first {@code count} of these bytes. */
    public Sha256 add(byte[] bytes, int count) {
        digest.update(bytes, 0, count);
        return this;
    }

    /** Adds these values as little-endian float32. */
    public Sha256 add(float[] values) {
        var bytes = new byte[Float.BYTES * values.length];
        littleEndian(bytes).asFloatBuffer().put(values);
        return add(bytes);
    }

    /** Adds these values as little-endian float64. */
    public Sha256 add(double[] values) {
        var bytes = new byte[Double.BYTES * values.length];
        littleEndian(bytes).asDoubleBuffer().put(values);
        return add(bytes);
    }

    /** The hash of all bytes added; resets the digest. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
