package ark.restic;

/// How far a backup or a restore is, or how large it was.
///
/// @param filesTotal and `bytesTotal` grow while restic still looks
public record Progress(long filesDone, long filesTotal, long bytesDone, long bytesTotal) {}
