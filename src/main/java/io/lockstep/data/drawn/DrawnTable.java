package io.lockstep.data.drawn;

import io.lockstep.data.SplitMix64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The built-in table: 20,000 apartments with numbers, words, booleans and missing values, and their rent as a class to predict. Nothing
 * is stored or downloaded; every machine generates the same rows.
 *
 * <p>Each row is a pure function of its place, so any part of the table can be made anywhere. What the rent depends on is
 * {@link ApartmentRent}.
 */
public final class DrawnTable {
    /** As a source. */
    public static final String NAME = "drawn-table";

    /** Number of rows. */
    public static final int ROWS = 20_000;

    /** What there is to predict. */
    public static final String LABEL = "rent";

    private static final long SEED = 1;
    private static final int STREAM = 2; // 0 and 1 are the digits'
    private static final double YEAR_MISSING = 0.04;
    private static final double HEATING_MISSING = 0.06;

    private static final List<Column> COLUMNS = List.of(
            new Column("area", Kind.DECIMAL), // square metres
            new Column("rooms", Kind.WHOLE),
            new Column("floor", Kind.WHOLE),
            new Column("lift", Kind.BOOLEAN),
            new Column("balcony", Kind.BOOLEAN),
            new Column("year", Kind.WHOLE), // when it was built
            new Column("distance", Kind.DECIMAL), // kilometres to the centre
            new Column("district", Kind.WORD),
            new Column("heating", Kind.WORD),
            new Column(LABEL, Kind.WORD));

    private DrawnTable() {}

    /** What a column holds. */
    public enum Kind {
        /** {@link Integer}. */
        WHOLE,
        /** {@link Double}, with one digit after the point. */
        DECIMAL,
        /** {@link Boolean}. */
        BOOLEAN,
        /** {@link String}. */
        WORD
    }

    /**
     * A column.
     *
     * @param name for people
     * @param kind of its cells, any of which may be null
     */
    public record Column(String name, Kind kind) {}

    /** The columns in their order. */
    public static List<Column> columns() {
        return COLUMNS;
    }

    /**
     * The cells of a row; null where a value is missing.
     *
     * @param place 0 .. {@link #ROWS} - 1
     */
    public static @Nullable Object[] row(int place) {
        SplitMix64 random = SplitMix64.of(SEED, STREAM, place);
        double area = tenths(72 + 22 * random.bell());
        int rooms = Math.max(1, (int) Math.rint(area / 26 + 0.6 * random.bell()));
        int floor = random.below(9);
        boolean lift = random.uniform() < (floor > 4 ? 0.75 : 0.3);
        boolean balcony = random.uniform() < 0.5;
        int year = 1890 + random.below(135);
        double distance = tenths(random.uniform(0.2, 12));
        String district = ApartmentRent.DISTRICTS.get(random.below(ApartmentRent.DISTRICTS.size()));
        String heating = ApartmentRent.HEATINGS.get(random.below(ApartmentRent.HEATINGS.size()));
        String rent = new ApartmentRent(area, floor, lift, balcony, year, distance, district, heating).drawn(random);
        return new @Nullable Object[] {
            area,
            rooms,
            floor,
            lift,
            balcony,
            random.uniform() < YEAR_MISSING ? null : year,
            distance,
            district,
            random.uniform() < HEATING_MISSING ? null : heating,
            rent
        };
    }

    private static double tenths(double value) {
        return Math.rint(10 * value) / 10;
    }
}
