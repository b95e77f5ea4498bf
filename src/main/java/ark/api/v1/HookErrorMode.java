package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// What a failing hook does to its item.
public enum HookErrorMode {
    CONTINUE("Continue"),
    FAIL("Fail"),
    /// Any text that this version does not know. Not for writing: the API server refuses it.
    UNKNOWN("Unknown");

    private final String text;

    HookErrorMode(String text) {
        this.text = text;
    }

    /// The word on the wire.
    @JsonValue
    public String text() {
        return text;
    }

    /// The constant of a word on the wire; `UNKNOWN` for any other text.
    @JsonCreator
    public static HookErrorMode of(String text) {
        for (HookErrorMode value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        return UNKNOWN;
    }
}
