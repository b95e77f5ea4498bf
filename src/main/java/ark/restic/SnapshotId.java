package ark.restic;

import java.util.Optional;
import java.util.regex.Pattern;

/// Names a snapshot: all 64 digits, or a beginning that only one has.
public record SnapshotId(String text) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8,64}");

    /// As upstream's resources have it, in digits.
    private static final int SHORT = 8;

    /// @throws IllegalArgumentException when the text is none; [#parse] for texts of strangers
    public SnapshotId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("no snapshot id: " + text);
        }
    }

    /// Reads a text that a bucket or a resource holds; empty when it is no snapshot id.
    public static Optional<SnapshotId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new SnapshotId(text)) : Optional.empty();
    }

    /// The first 8 digits.
    public String shortened() {
        return text.substring(0, SHORT);
    }

    @Override
    public String toString() {
        return text;
    }
}
