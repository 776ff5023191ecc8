package io.lockstep.data;

/**
 * A random number generator that is fully defined here, so that its numbers are the same on any JVM.
 *
 * <p>Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; the constants of
 * {@link #mix} are Stafford's variant 13, as in Vigna's public domain {@code splitmix64.c}.
 */
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** A generator with this seed. */
    public SplitMix64(long seed) {
        state = seed;
    }

    /** The generator of one item of one stream; streams and items start at unrelated positions of the cycle of length 2^64. */
    public static SplitMix64 of(long seed, int stream, int item) {
        return new SplitMix64(mix(mix(mix(seed) + stream) + item));
    }

    /** 64 random bits. */
    public long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Leaves one number out. */
    public void skip() {
        state += GOLDEN_GAMMA;
    }

    /** Uniform in [0, 1): a multiple of 2^-53, exact in a double. */
    public double uniform() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** Uniform in [low, high). */
    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** Uniform in 0 .. bound - 1; the bias is below bound / 2^31. */
    public int below(int bound) {
        return (int) (((next() >>> 33) * bound) >>> 31);
    }

    /**
     * Nearly normal with mean 0 and standard deviation 1, never beyond +-3: the sum of three uniform numbers in [-1, 1), each of
     * variance 1/3. No logarithm, so nothing that another machine could round differently.
     */
    public double bell() {
        return uniform(-1, 1) + uniform(-1, 1) + uniform(-1, 1);
    }

    /** A bijective mix: a difference in any bit spreads over all 64 bits. */
    public static long mix(long bits) {
        bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
        return bits ^ (bits >>> 31);
    }
}
