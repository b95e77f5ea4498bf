/// `ark backup-location create|get|set|delete`.
///
/// A location is a `BackupStorageLocation`; the server checks whether it can be used. At most one
/// is
/// the default: whoever makes another one the default takes it from the one that was.
@NullMarked
package ark.cli.location;

import org.jspecify.annotations.NullMarked;
