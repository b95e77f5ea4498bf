package ark.repository;

/// What became of a look at a repository.
sealed interface Prepared {
    /// It can be used.
    ///
    /// @param address as restic takes it
    /// @param warning what should be known all the same, or ""
    record Ready(String address, String warning) implements Prepared {}

    /// It cannot be used.
    ///
    /// @param address as restic takes it, or "" when it has none
    record NotReady(String address, String why) implements Prepared {}
}
