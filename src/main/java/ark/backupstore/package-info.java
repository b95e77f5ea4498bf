/// The files of one backup in a bucket.
///
/// [BackupLayout] knows every key, of all eras: what Velero writes, and what Ark 0.8 to 0.11 wrote.
/// [BackupStore] puts, opens, lists, signs and deletes by those keys. A backup exists exactly when
/// its metadata object does: it is written last and deleted first. Just before it goes a manifest
/// with the length and SHA-256 of every other file, and whoever opens a file is told when it is not
/// the one that was stored.
///
/// What is read here was written by a stranger: names follow a grammar, sizes have limits, and
/// nothing from a bucket chooses a path. [RunLog] and [Results] are what a backup or a restore says
/// about itself, in the form in which it lies in the bucket. docs/format.md is this package in
/// prose.
@NullMarked
package ark.backupstore;

import org.jspecify.annotations.NullMarked;
