package ark.restic;

/// What became of a restore.
public sealed interface RestoreOutcome {
    /// Everything is as it was.
    record Restored(Progress size) implements RestoreOutcome {}

    /// Some files, or something about them, could not be written.
    record Incomplete(Progress size, FileProblems problems) implements RestoreOutcome {}
}
