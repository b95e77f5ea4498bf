package ark.schedule;

import ark.api.v1.GoTime;
import java.time.Instant;
import java.util.Optional;

/// A run that was begun, as it is written on the Schedule before its Backup is made.
///
/// @param time when it was begun, in whole seconds
/// @param backup the name of its Backup
record OpenRun(Instant time, String backup) {
    String text() {
        return GoTime.format(time) + " " + backup;
    }

    /// Reads `2026-11-21T07:00:00Z NAME`; empty when it is anything else.
    static Optional<OpenRun> parse(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new OpenRun(GoTime.parse(text.substring(0, space)), text.substring(space + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
