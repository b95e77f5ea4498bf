package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/// Whether a location can be used; `UNKNOWN` before it was tried.
public enum LocationPhase {
    AVAILABLE("Available"),
    UNAVAILABLE("Unavailable"),
    /// Any text that this version does not know. Not for writing: the API server refuses it.
    UNKNOWN("Unknown");

    private final String text;

    LocationPhase(String text) {
        this.text = text;
    }

    /// The word on the wire.
    @JsonValue
    public String text() {
        return text;
    }

    /// The constant of a word on the wire; `UNKNOWN` for any other text.
    @JsonCreator
    public static LocationPhase of(String text) {
        for (LocationPhase value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        return UNKNOWN;
    }

    /// The phase in a status; `UNKNOWN` when there is none yet.
    public static LocationPhase of(@Nullable BackupStorageLocationStatus status) {
        return status == null || status.phase() == null ? UNKNOWN : status.phase();
    }

    /// The phase in a status; `UNKNOWN` when there is none yet.
    public static LocationPhase of(@Nullable VolumeSnapshotLocationStatus status) {
        return status == null || status.phase() == null ? UNKNOWN : status.phase();
    }
}
