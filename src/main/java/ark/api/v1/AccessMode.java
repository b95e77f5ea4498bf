package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// What may be done in a location; absent means `READ_WRITE`.
public enum AccessMode {
    READ_ONLY("ReadOnly"),
    READ_WRITE("ReadWrite"),
    /// Any text that this version does not know. Not for writing: the API server refuses it.
    UNKNOWN("Unknown");

    private final String text;

    AccessMode(String text) {
        this.text = text;
    }

    /// The word on the wire.
    @JsonValue
    public String text() {
        return text;
    }

    /// The constant of a word on the wire; `UNKNOWN` for any other text.
    @JsonCreator
    public static AccessMode of(String text) {
        for (AccessMode value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        return UNKNOWN;
    }
}
