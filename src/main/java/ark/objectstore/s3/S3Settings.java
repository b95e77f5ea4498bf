package ark.objectstore.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ark.item.Secret;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoreSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a location of provider `aws` says, checked.
///
/// Source of keys and meanings: Velero's plugin for AWS, 1.5 to 1.14.
///
/// @param tagging of every object, as `key=value&key=value`, or ""
/// @param checksumAlgorithm of every object, or "" for none that an older store does not know
record S3Settings(
        String bucket,
        S3Endpoint endpoint,
        S3CredentialsFile credentials,
        S3Encryption encryption,
        String tagging,
        String checksumAlgorithm) {
    /// In the order in which the plugin lists them; the last ones are for repositories of volumes.
    private static final List<String> VALID_KEYS =
            List.of(
                    "region",
                    "s3Url",
                    "publicUrl",
                    "kmsKeyId",
                    "customerKeyEncryptionFile",
                    "customerKeyEncryptionSecret",
                    "s3ForcePathStyle",
                    "signatureVersion",
                    "credentialsFile",
                    "profile",
                    "serverSideEncryption",
                    "insecureSkipTLSVerify",
                    "enableSharedConfig",
                    "tagging",
                    "checksumAlgorithm",
                    "bucket",
                    "prefix",
                    "caCert",
                    "resticRepoPrefix",
                    "resticLocation",
                    "resticRepositoryVersion");

    private static final Set<String> CHECKSUMS = Set.of("CRC32", "CRC32C", "SHA1", "SHA256");

    /// What Go takes for a boolean.
    private static final Map<Boolean, Set<String>> BOOLEANS =
            Map.of(
                    true, Set.of("1", "t", "T", "true", "TRUE", "True"),
                    false, Set.of("0", "f", "F", "false", "FALSE", "False", ""));

    private static final int MAX_CREDENTIALS_BYTES = 1024 * 1024;
    private static final int CUSTOMER_KEY_BYTES = 32;

    /// Reads a location's settings, and the files that they name.
    ///
    /// @throws StoreException `MISCONFIGURED` with all problems
    static S3Settings of(StoreSettings settings) {
        var reader = new Reader(settings);
        S3Settings read = reader.read();
        if (!reader.problems.isEmpty()) {
            throw new StoreException(
                    Reason.MISCONFIGURED,
                    "opening s3://" + settings.bucket(),
                    String.join("; ", reader.problems),
                    null);
        }
        return read;
    }

    /// Goes through all keys and collects what is wrong with them.
    private static final class Reader {
        private final StoreSettings settings;
        private final List<String> problems = new ArrayList<>();

        Reader(StoreSettings settings) {
            this.settings = settings;
        }

        S3Settings read() {
            checkKeys();
            checkSignatureVersion();
            if (settings.bucket().isEmpty()) {
                problems.add("the location names no bucket");
            }
            return new S3Settings(
                    settings.bucket(),
                    endpoint(),
                    credentials(),
                    encryption(),
                    text("tagging"),
                    checksumAlgorithm());
        }

        private String text(String key) {
            return settings.text(key);
        }

        private void checkKeys() {
            var unknown = new TreeSet<>(settings.config().keySet());
            VALID_KEYS.forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                problems.add(
                        "config has invalid keys [%s]; valid keys are [%s]"
                                .formatted(
                                        String.join(" ", unknown), String.join(" ", VALID_KEYS)));
            }
        }

        private void checkSignatureVersion() {
            String version = text("signatureVersion");
            if (version.equals("1")) {
                problems.add(
                        "config key signatureVersion: \"1\" is not supported, the store must know"
                                + " version 4; remove the key");
            } else if (!version.isEmpty() && !version.equals("4")) {
                problems.add("config key signatureVersion must be \"4\", is \"" + version + "\"");
            }
        }

        private S3Endpoint endpoint() {
            return new S3Endpoint(
                    text("region"),
                    url("s3Url"),
                    url("publicUrl"),
                    isTrue("s3ForcePathStyle"),
                    isTrue("insecureSkipTLSVerify"),
                    settings.caCertificates());
        }

        private String url(String key) {
            Optional<String> problem = settings.addressProblem(key);
            problem.ifPresent(problems::add);
            return problem.isPresent() ? "" : text(key);
        }

        private boolean isTrue(String key) {
            String value = text(key);
            if (BOOLEANS.values().stream().noneMatch(words -> words.contains(value))) {
                problems.add("could not parse %s: \"%s\" (expected bool)".formatted(key, value));
            }
            return BOOLEANS.getOrDefault(true, Set.of()).contains(value);
        }

        private S3CredentialsFile credentials() {
            Secret content = settings.credentials();
            String file = text("credentialsFile");
            if (content.value().isEmpty() && !file.isEmpty()) {
                content = fileContent("credentialsFile", file, MAX_CREDENTIALS_BYTES);
            }
            return new S3CredentialsFile(content, text("profile"), isTrue("enableSharedConfig"));
        }

        private S3Encryption encryption() {
            String kmsKeyId = text("kmsKeyId");
            String keyFile = text("customerKeyEncryptionFile");
            String keySecret = text("customerKeyEncryptionSecret");
            if (Stream.of(kmsKeyId, keyFile, keySecret).filter(key -> !key.isEmpty()).count() > 1) {
                problems.add(
                        "you can only use one of: kmsKeyId, customerKeyEncryptionFile, or"
                                + " customerKeyEncryptionSecret");
            }
            String algorithm = text("serverSideEncryption");
            return new S3Encryption(
                    algorithm.isEmpty() && !kmsKeyId.isEmpty() ? "aws:kms" : algorithm,
                    kmsKeyId,
                    customerKey(keyFile, keySecret));
        }

        /// Of a file the first 32 bytes count, as in the plugin: what it encrypted can be read.
        private Secret customerKey(String file, String secret) {
            if (!file.isEmpty()) {
                Secret key = fileContent("customerKeyEncryptionFile", file, CUSTOMER_KEY_BYTES);
                checkLength(key, "the file of customerKeyEncryptionFile");
                return key;
            }
            if (!secret.isEmpty()) {
                checkLength(settings.customerKey(), "the Secret of customerKeyEncryptionSecret");
                return settings.customerKey();
            }
            return new Secret("");
        }

        private void checkLength(Secret key, String where) {
            if (key.value().length() != CUSTOMER_KEY_BYTES) {
                problems.add(where + " must hold a key of exactly 32 bytes");
            }
        }

        private Secret fileContent(String key, String path, int limit) {
            try (InputStream stream = Files.newInputStream(Path.of(path))) {
                byte[] content = stream.readNBytes(limit);
                return new Secret(
                        new String(content, limit == CUSTOMER_KEY_BYTES ? ISO_8859_1 : UTF_8));
            } catch (IOException | InvalidPathException e) {
                problems.add(
                        "config key %s: cannot read %s: %s"
                                .formatted(key, path, e.getClass().getSimpleName()));
                return new Secret("");
            }
        }

        private String checksumAlgorithm() {
            String algorithm = text("checksumAlgorithm").toUpperCase(Locale.ROOT);
            if (!algorithm.isEmpty() && !CHECKSUMS.contains(algorithm)) {
                problems.add(
                        "invalid checksum algorithm: %s; there are %s"
                                .formatted(algorithm, String.join(", ", new TreeSet<>(CHECKSUMS))));
            }
            return algorithm;
        }
    }
}
