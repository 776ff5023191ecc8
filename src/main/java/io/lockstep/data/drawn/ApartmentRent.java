package io.lockstep.data.drawn;

import io.lockstep.data.SplitMix64;
import java.util.List;

/**
 * The rule behind the drawn table: what an apartment costs a month. It multiplies, the year counts in both directions, and the floor is
 * good with a lift and bad without one; so no weighted sum of the columns is right, and a hidden layer has something to learn.
 */
record ApartmentRent(
        double area,
        int floor,
        boolean lift,
        boolean balcony,
        int year,
        double distance,
        String district,
        String heating) {
    static final List<String> DISTRICTS = List.of("Centre", "Harbour", "Hillside", "Old Town", "Riverside", "Station");
    static final List<String> HEATINGS = List.of("district", "electric", "gas", "oil");

    private static final List<Double> EUROS_PER_SQUARE_METRE = List.of(16.0, 11.0, 12.0, 14.5, 13.0, 9.5);
    private static final List<Double> HEATING_FACTORS = List.of(1.04, 0.92, 1.0, 0.95);
    private static final double NOISE = 0.04;
    private static final double LOW = 600;
    private static final double MEDIUM = 1000;

    /** The class of the rent, with some chance in it, so that nobody predicts all rows. */
    String drawn(SplitMix64 random) {
        double euros = euros() * (1 + NOISE * random.bell());
        return euros < LOW ? "low" : euros < MEDIUM ? "medium" : "high";
    }

    private double euros() {
        double euros = area * EUROS_PER_SQUARE_METRE.get(DISTRICTS.indexOf(district));
        euros *= HEATING_FACTORS.get(HEATINGS.indexOf(heating));
        euros *= year < 1920 ? 1.1 : year < 1950 ? 1.0 : year < 1975 ? 0.85 : year < 2005 ? 0.95 : 1.15;
        euros *= lift ? 1 + 0.015 * floor : 1 - 0.03 * floor;
        euros *= balcony ? 1.06 : 1.0;
        return euros / (1 + 0.03 * distance);
    }
}
