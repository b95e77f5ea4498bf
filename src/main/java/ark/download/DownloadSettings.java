package ark.download;

import java.time.Duration;

/// How requests are answered.
///
/// @param namespace the server's
/// @param urlValidity how long a URL can be used; the request is deleted after that
public record DownloadSettings(String namespace, Duration urlValidity) {
    /// Source: upstream's servers, and what their clients expect.
    private static final Duration URL_VALIDITY = Duration.ofMinutes(10);

    /// With the validity that upstream has.
    public static DownloadSettings in(String namespace) {
        return new DownloadSettings(namespace, URL_VALIDITY);
    }
}
