package ark.cli.output;

import java.time.Duration;
import java.time.Instant;

/// How long until, or since, in one short word.
///
/// Source: `ShortHumanDuration` of Kubernetes' apimachinery.
public final class HumanTime {
    private static final int DAYS_OF_A_YEAR = 365;

    private HumanTime() {}

    /// `5s`, `2m`, `7h`, `29d`, `1y`; what lies a second back is `0s`, earlier than that
    /// `<invalid>`.
    public static String rough(Duration duration) {
        long seconds = duration.toMillis() / 1000;
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 60) return seconds + "s";
        if (duration.toMinutes() < 60) return duration.toMinutes() + "m";
        if (duration.toHours() < 24) return duration.toHours() + "h";
        long days = duration.toDays();
        return days < DAYS_OF_A_YEAR ? days + "d" : days / DAYS_OF_A_YEAR + "y";
    }

    /// `29d` for a time to come, `3d ago` for one that has gone.
    public static String fromNow(Instant time, Instant now) {
        return time.isBefore(now)
                ? rough(Duration.between(time, now)) + " ago"
                : rough(Duration.between(now, time));
    }

    /// `0.6 s`, `14 s`, `2 m 5 s`, `3 h 4 m`: how long something took, for people.
    public static String took(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            long tenths = duration.toMillis() / 100;
            return tenths / 10 + "." + tenths % 10 + " s";
        }
        if (seconds < 60) return seconds + " s";
        if (seconds < 3600) return seconds / 60 + " m " + seconds % 60 + " s";
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " m";
    }
}
