package ark.retention;

import java.time.Duration;

/// How backups expire.
///
/// @param namespace the server's
/// @param period how often to look when nothing has expired, and how long to wait before what
///     could not be deleted is tried again
/// @param installation begins the claims of this installation in buckets
public record ExpirySettings(String namespace, Duration period, String installation) {}
