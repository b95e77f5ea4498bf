package ark.spi;

import ark.item.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /// A key of the config without the blanks around it; "" when it is not set.
    public String text(String key) {
        return config.getOrDefault(key, "").strip();
    }

    /// What is wrong with the address of a server in the config; empty when nothing is, or there is
    /// none. Never repeats what was written: it may hold a password.
    public Optional<String> addressProblem(String key) {
        String address = text(key);
        return address.isEmpty() || isAddress(address)
                ? Optional.empty()
                : Optional.of(
                        "config key %s must start with http:// or https:// and name a host, without"
                                        .formatted(key)
                                + " credentials and query");
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
