package ark.process;

import java.util.List;

/// One flag of a program.
///
/// @param names the first is the one that help shows; the others are its names of other eras
/// @param form what its value looks like
/// @param fallback the value when it is not given
/// @param meaning one sentence for help and manual
public record Flag(List<String> names, Form form, String fallback, String meaning) {
    /// What values look like; help prints it in lower case.
    public enum Form {
        TEXT,
        ADDRESS,
        DURATION,
        COUNT,
        NUMBER,
        SWITCH,
        LIST,
        MAP
    }

    public Flag {
        names = List.copyOf(names);
    }

    public static Flag of(String names, Form form, String fallback, String meaning) {
        return new Flag(List.of(names.split(" ", -1)), form, fallback, meaning);
    }

    public String name() {
        return names.getFirst();
    }
}
