package ark.schedule;

import java.time.ZoneId;

/// How schedules are run.
///
/// @param namespace the server's
/// @param zone of expressions that name none, and of the times in backups' names
/// @param skipImmediately for schedules that do not say it themselves
public record ScheduleSettings(String namespace, ZoneId zone, boolean skipImmediately) {}
