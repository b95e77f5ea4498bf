package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/// Where the capture or restore of a volume stands.
public enum PodVolumePhase {
    /// Not looked at yet.
    NEW("New"),
    ACCEPTED("Accepted"),
    PREPARED("Prepared"),
    IN_PROGRESS("InProgress"),
    CANCELING("Canceling"),
    CANCELED("Canceled"),
    COMPLETED("Completed"),
    FAILED("Failed"),
    /// Any text that this version does not know. Not for writing: the API server refuses it.
    UNKNOWN("Unknown");

    private final String text;

    PodVolumePhase(String text) {
        this.text = text;
    }

    /// The word on the wire.
    @JsonValue
    public String text() {
        return text;
    }

    /// The constant of a word on the wire, `NEW` for ""; `UNKNOWN` for any other text.
    @JsonCreator
    public static PodVolumePhase of(String text) {
        if (text.isEmpty()) {
            return NEW;
        }
        for (PodVolumePhase value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        return UNKNOWN;
    }

    /// The phase in a status; `NEW` when there is none yet.
    public static PodVolumePhase of(@Nullable PodVolumeBackupStatus status) {
        return status == null || status.phase() == null ? NEW : status.phase();
    }

    /// The phase in a status; `NEW` when there is none yet.
    public static PodVolumePhase of(@Nullable PodVolumeRestoreStatus status) {
        return status == null || status.phase() == null ? NEW : status.phase();
    }
}
