package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/// Where a restore stands.
public enum RestorePhase {
    /// Not looked at yet.
    NEW("New"),
    FAILED_VALIDATION("FailedValidation"),
    IN_PROGRESS("InProgress"),
    WAITING_FOR_PLUGIN_OPERATIONS("WaitingForPluginOperations"),
    WAITING_FOR_PLUGIN_OPERATIONS_PARTIALLY_FAILED("WaitingForPluginOperationsPartiallyFailed"),
    FINALIZING("Finalizing"),
    FINALIZING_PARTIALLY_FAILED("FinalizingPartiallyFailed"),
    COMPLETED("Completed"),
    PARTIALLY_FAILED("PartiallyFailed"),
    FAILED("Failed"),
    /// Any text that this version does not know. Not for writing: the API server refuses it.
    UNKNOWN("Unknown");

    private final String text;

    RestorePhase(String text) {
        this.text = text;
    }

    /// The word on the wire.
    @JsonValue
    public String text() {
        return text;
    }

    /// The constant of a word on the wire, `NEW` for ""; `UNKNOWN` for any other text.
    @JsonCreator
    public static RestorePhase of(String text) {
        if (text.isEmpty()) {
            return NEW;
        }
        for (RestorePhase value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        return UNKNOWN;
    }

    /// The phase in a status; `NEW` when there is none yet.
    public static RestorePhase of(@Nullable RestoreStatus status) {
        return status == null || status.phase() == null ? NEW : status.phase();
    }
}
