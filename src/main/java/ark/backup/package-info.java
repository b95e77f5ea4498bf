/// Backup: what a `Backup` asks for, becomes an archive in a bucket.
///
/// The reconciler is a phase switch; the work is an operation. The validator turns the spec into a
/// request or into every problem at once. The collector reads all kinds at one revision of the
/// cluster into a spool on disk, as bytes. The planner orders what was read and says what is left
/// out, and why. The runner sends each item through the actions that apply to it and writes the
/// archive; one bad item never ends a backup. What is stored is committed by the metadata object,
/// last. Whoever leads next settles from the bucket what a dead process left.
@NullMarked
package ark.backup;

import org.jspecify.annotations.NullMarked;
