package ark.testing;

/// Tests at full length: `./test --long`, or `-Dark.long=true`.
public final class LongTests {
    private LongTests() {}

    public static boolean wanted() {
        return Boolean.getBoolean("ark.long");
    }

    /// How often, or how much.
    public static int rounds(int usual, int atFullLength) {
        return wanted() ? atFullLength : usual;
    }
}
