package io.lockstep.config;

/**
 * Synchronisation mode.
 *
 * @param localSteps how many steps each partition takes on its own, from the same parameters, before they are averaged; 0: the gradients are
 *     added in every step, and the step is that of one machine
 */
public record Sync(int localSteps) {
    private static final String EVERY_STEP = "every-step";
    private static final String LOCAL = "local:";
    private static final int MOST = 1_000_000;

    /**
     * Of a text.
     *
     * @throws IllegalArgumentException if it is neither {@code every-step} nor {@code local:K} with a number from 1
     */
    static Sync of(String text) {
        if (text.equals(EVERY_STEP)) {
            return new Sync(0);
        }
        int localSteps = text.startsWith(LOCAL) ? Integer.parseInt(text.substring(LOCAL.length())) : 0;
        if (localSteps < 1 || localSteps > MOST) {
            throw new IllegalArgumentException();
        }
        return new Sync(localSteps);
    }

    /** Whether every step uses the exact gradient of its whole batch. */
    public boolean isExact() {
        return localSteps == 0;
    }

    /** As in configuration: {@code every-step}, {@code local:5}. */
    @Override
    public String toString() {
        return isExact() ? EVERY_STEP : LOCAL + localSteps;
    }
}
