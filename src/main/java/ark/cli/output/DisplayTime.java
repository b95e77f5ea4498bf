package ark.cli.output;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Times as the person reads them: in the person's zone, as Go prints them
/// (`2006-01-02 15:04:05 -0700 MST`).
public final class DisplayTime {
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xx", Locale.ROOT);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

    private final ZoneId zone;
    private final ZoneNames names;

    public DisplayTime(ZoneId zone) {
        this.zone = zone;
        this.names = new ZoneNames(zone);
    }

    /// `2026-11-21 16:15:17 +0000 UTC`; `<nil>`, Go's word, for null.
    public String full(@Nullable Instant time) {
        return orElse(time, "<nil>");
    }

    /// As [#full], with another word for null.
    public String orElse(@Nullable Instant time, String absent) {
        if (time == null) {
            return absent;
        }
        ZonedDateTime local = time.atZone(zone);
        return DAY_AND_TIME.format(local) + " " + names.at(local);
    }

    /// `2026-11-21 16:15`.
    public String minute(Instant time) {
        return MINUTE.format(time.atZone(zone));
    }

    /// The day in the person's zone.
    public LocalDate day(Instant time) {
        return time.atZone(zone).toLocalDate();
    }

    /// `20261121161517`, for the end of a name.
    public String stamp(Instant time) {
        return STAMP.format(time.atZone(zone));
    }
}
