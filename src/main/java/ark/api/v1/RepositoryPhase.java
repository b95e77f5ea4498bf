package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/// Whether a repository can be used.
public enum RepositoryPhase {
    /// Not looked at yet.
    NEW("New"),
    READY("Ready"),
    NOT_READY("NotReady"),
    /// Any text that this version does not know. Not for writing: the API server refuses it.
    UNKNOWN("Unknown");

    private final String text;

    RepositoryPhase(String text) {
        this.text = text;
    }

    /// The word on the wire.
    @JsonValue
    public String text() {
        return text;
    }

    /// The constant of a word on the wire, `NEW` for ""; `UNKNOWN` for any other text.
    @JsonCreator
    public static RepositoryPhase of(String text) {
        if (text.isEmpty()) {
            return NEW;
        }
        for (RepositoryPhase value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        return UNKNOWN;
    }

    /// The phase in a status; `NEW` when there is none yet.
    public static RepositoryPhase of(@Nullable ResticRepositoryStatus status) {
        return status == null || status.phase() == null ? NEW : status.phase();
    }

    /// The phase in a status; `NEW` when there is none yet.
    public static RepositoryPhase of(@Nullable BackupRepositoryStatus status) {
        return status == null || status.phase() == null ? NEW : status.phase();
    }
}
