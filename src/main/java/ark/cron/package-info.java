/// Cron expressions: when is the next time?
///
/// The dialect is that of robfig/cron v3 as Velero 1.18 uses it: five fields or a word that begins
/// with `@`, behind an optional time zone. [CronExpression] is what others see; [CronParser] reads
/// it, [CalendarExpression] and [IntervalExpression] are its two kinds.
@NullMarked
package ark.cron;

import org.jspecify.annotations.NullMarked;
