package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Which program has the data of a volume.
public enum UploaderType {
    /// Not written; it means restic.
    UNSET(""),
    RESTIC("restic"),
    KOPIA("kopia"),
    /// Any text that this version does not know. Not for writing: the API server refuses it.
    UNKNOWN("Unknown");

    private final String text;

    UploaderType(String text) {
        this.text = text;
    }

    /// The word on the wire.
    @JsonValue
    public String text() {
        return text;
    }

    /// The constant of a word on the wire; `UNKNOWN` for any other text.
    @JsonCreator
    public static UploaderType of(String text) {
        for (UploaderType value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        return UNKNOWN;
    }
}
