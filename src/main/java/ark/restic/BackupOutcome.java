package ark.restic;

/// What became of the backup of a folder.
public sealed interface BackupOutcome {
    /// Everything is stored.
    ///
    /// @param bytesAdded what the repository grew by
    record Stored(SnapshotId snapshot, Progress size, long bytesAdded) implements BackupOutcome {}

    /// There is a snapshot, and some files are not in it (exit code 3).
    record Partial(SnapshotId snapshot, Progress size, long bytesAdded, FileProblems unreadable)
            implements BackupOutcome {}

    /// The folder is empty, of which restic takes no snapshot.
    record Empty() implements BackupOutcome {}
}
