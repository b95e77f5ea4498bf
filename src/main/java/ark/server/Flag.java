package ark.server;

import java.util.List;

/// One flag of `ark server`.
///
/// @param names the first is the one that help shows; the others are its names of other eras
/// @param form what its value looks like
/// @param fallback the value when it is not given
/// @param meaning one sentence for help and manual
record Flag(List<String> names, Form form, String fallback, String meaning) {
    /// What values look like; help prints it in lower case.
    enum Form {
        TEXT,
        ADDRESS,
        DURATION,
        COUNT,
        NUMBER,
        SWITCH,
        LIST,
        MAP
    }

    Flag {
        names = List.copyOf(names);
    }

    static Flag of(String names, Form form, String fallback, String meaning) {
        return new Flag(List.of(names.split(" ", -1)), form, fallback, meaning);
    }

    String name() {
        return names.getFirst();
    }
}
