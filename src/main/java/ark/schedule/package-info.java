/// Backups on time.
///
/// [ScheduleReconciler] looks at every Schedule: when something happens to it, when its next time
/// has come, and once a minute. [SchedulePlan] decides what is to be done, [ScheduleRun] does it:
/// it
/// makes a Backup ([PlannedBackup]) and calls nobody. A run is written down on the Schedule before
/// its Backup is made ([OpenRun]), so that a server that dies in between leaves neither two backups
/// nor none.
@NullMarked
package ark.schedule;

import org.jspecify.annotations.NullMarked;
