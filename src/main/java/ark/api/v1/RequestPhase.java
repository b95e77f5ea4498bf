package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/// Whether a request is answered. A download or server status request is never `InProgress`.
public enum RequestPhase {
    /// Not looked at yet.
    NEW("New"),
    IN_PROGRESS("InProgress"),
    PROCESSED("Processed"),
    /// Any text that this version does not know. Not for writing: the API server refuses it.
    UNKNOWN("Unknown");

    private final String text;

    RequestPhase(String text) {
        this.text = text;
    }

    /// The word on the wire.
    @JsonValue
    public String text() {
        return text;
    }

    /// The constant of a word on the wire, `NEW` for ""; `UNKNOWN` for any other text.
    @JsonCreator
    public static RequestPhase of(String text) {
        if (text.isEmpty()) {
            return NEW;
        }
        for (RequestPhase value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        return UNKNOWN;
    }

    /// The phase in a status; `NEW` when there is none yet.
    public static RequestPhase of(@Nullable DeleteBackupRequestStatus status) {
        return status == null || status.phase() == null ? NEW : status.phase();
    }

    /// The phase in a status; `NEW` when there is none yet.
    public static RequestPhase of(@Nullable DownloadRequestStatus status) {
        return status == null || status.phase() == null ? NEW : status.phase();
    }

    /// The phase in a status; `NEW` when there is none yet.
    public static RequestPhase of(@Nullable ServerStatusRequestStatus status) {
        return status == null || status.phase() == null ? NEW : status.phase();
    }
}
