package ark.restic;

/// A file that restic could not read or write.
///
/// @param item its path as restic sees it, fit to be shown
/// @param message why, in restic's words
public record FileProblem(String item, String message) {}
