/// `ark backup create|get|describe|logs|download|delete`.
///
/// A backup is made by creating a `Backup` and deleted by creating a `DeleteBackupRequest`; the
/// server does the work. What is in the bucket comes through [ark.cli.session.Downloads].
@NullMarked
package ark.cli.backup;

import org.jspecify.annotations.NullMarked;
