package ark.spi;

import ark.item.Secret;
import java.util.Map;

/// What a storage location says about its store, with the Secrets that it names read.
///
/// @param location the location's name; part of the URLs that this server answers itself
/// @param provider as `aws` or `velero.io/aws`
/// @param bucket without the location's prefix
/// @param config `spec.config`, as it is
/// @param caCertificates PEM text of further certificate authorities to trust, or ""
/// @param credentials the content of the credentials file, or "" when the location names no Secret:
///     the provider's own sources are used then
/// @param customerKey the key that the Secret of `customerKeyEncryptionSecret` holds, its
///     bytes as ISO 8859-1 text, or ""
public record StoreSettings(
        String location,
        String provider,
        String bucket,
        Map<String, String> config,
        String caCertificates,
        Secret credentials,
        Secret customerKey) {
    public StoreSettings {
        config = Map.copyOf(config);
    }
}
