package ark.backupstore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ark.api.v1.BackupStorageLocation;
import ark.api.v1.BackupStorageLocationSpec;
import ark.api.v1.BackupStorageLocationSpec.ObjectStorage;
import ark.item.Secret;
import ark.spi.StoreException;
import ark.spi.StoreSettings;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From a location to what its store is told. The Secrets that it names are read each time, so that
/// a change takes effect at once, and are kept nowhere.
public final class LocationSettings {
    /// Source: the configuration keys of upstream's AWS provider: `SECRET/KEY`.
    private static final String CUSTOMER_KEY = "customerKeyEncryptionSecret";

    /// Reads one key of a Secret of the server's namespace.
    public interface Secrets {
        /// The value, or empty when there is no such Secret or key.
        Optional<byte[]> read(String secret, String key);
    }

    private final Secrets secrets;

    public LocationSettings(Secrets secrets) {
        this.secrets = secrets;
    }

    /// Reads what a location says.
    ///
    /// @throws StoreException `MISCONFIGURED` when it lacks something, or a Secret is missing
    public StoreSettings of(BackupStorageLocation location) {
        String name = location.getMetadata().getName();
        BackupStorageLocationSpec spec = location.getSpec();
        ObjectStorage storage = spec == null ? null : spec.objectStorage();
        if (spec == null || storage == null || storage.bucket() == null) {
            throw misconfigured(name, "spec.objectStorage.bucket is missing");
        }
        Map<String, String> config = Objects.requireNonNullElse(spec.config(), Map.of());
        return new StoreSettings(
                name,
                Objects.requireNonNullElse(spec.provider(), ""),
                storage.bucket(),
                config,
                caCertificates(name, storage),
                credentials(name, spec.credential()),
                customerKey(name, config.getOrDefault(CUSTOMER_KEY, "")));
    }

    private String caCertificates(String location, ObjectStorage storage) {
        boolean inline = storage.caCert() != null && !storage.caCert().isEmpty();
        SecretKeySelector reference = storage.caCertRef();
        if (reference != null && !nameOf(reference).isEmpty()) {
            if (inline) {
                throw misconfigured(location, "has both caCert and caCertRef");
            }
            return read(location, "caCertRef", reference);
        }
        if (!inline) {
            return "";
        }
        try {
            String text = String.valueOf(storage.caCert()).replaceAll("\\s", "");
            return new String(Base64.getDecoder().decode(text), UTF_8);
        } catch (IllegalArgumentException e) {
            throw misconfigured(location, "caCert is no base64: " + e.getMessage());
        }
    }

    private Secret credentials(String location, @Nullable SecretKeySelector reference) {
        return reference == null || nameOf(reference).isEmpty()
                ? new Secret("")
                : new Secret(read(location, "credential", reference));
    }

    private Secret customerKey(String location, String reference) {
        if (reference.isEmpty()) {
            return new Secret("");
        }
        String[] parts = reference.split("/", -1);
        if (parts.length != 2) {
            throw misconfigured(
                    location, CUSTOMER_KEY + " must be SECRET/KEY, is \"" + reference + "\"");
        }
        byte[] key = bytes(location, CUSTOMER_KEY, parts[0], parts[1]);
        return new Secret(new String(key, ISO_8859_1)); // any 32 bytes, not a text
    }

    private String read(String location, String field, SecretKeySelector reference) {
        return read(
                location,
                field,
                nameOf(reference),
                Objects.requireNonNullElse(reference.getKey(), ""));
    }

    private String read(String location, String field, String secret, String key) {
        return new String(bytes(location, field, secret, key), UTF_8);
    }

    private byte[] bytes(String location, String field, String secret, String key) {
        return secrets.read(secret, key)
                .orElseThrow(
                        () ->
                                misconfigured(
                                        location,
                                        "%s: there is no Secret \"%s\" with the key \"%s\" in the"
                                                        .formatted(field, secret, key)
                                                + " server's namespace"));
    }

    private static String nameOf(SecretKeySelector reference) {
        return Objects.requireNonNullElse(reference.getName(), "");
    }

    private static StoreException misconfigured(String location, String detail) {
        return new StoreException(
                StoreException.Reason.MISCONFIGURED, "opening location " + location, detail, null);
    }
}
