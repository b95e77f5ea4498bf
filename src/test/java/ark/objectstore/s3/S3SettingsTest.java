package ark.objectstore.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Secret;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoreSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

class S3SettingsTest {
    private static final String SHARED_FILE = "aws.sharedCredentialsFile";
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String FILE =
            """
            [default]
            aws_access_key_id = DEFAULTKEY
            aws_secret_access_key = hunter2
            [other]
            aws_access_key_id = OTHERKEY
            aws_secret_access_key = hunter3
            """;

    private static final List<String> EVERY_KEY =
            List.of(
                    "region",
                    "s3Url",
                    "publicUrl",
                    "kmsKeyId",
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
                    "caCert");

    @TempDir Path folder;

    private static StoreSettings settings(Map<String, String> config, String file, String key) {
        return new StoreSettings(
                "default", "aws", "bucket", config, "", new Secret(file), new Secret(key));
    }

    private static S3Settings read(Map<String, String> config) {
        return S3Settings.of(settings(config, "", ""));
    }

    private static void assertMisconfigured(Map<String, String> config, String words) {
        assertThatThrownBy(() -> read(config))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MISCONFIGURED))
                .hasMessage("opening s3://bucket: " + words);
    }

    @Test
    void takesEveryKeyOfVelerosPlugin() throws IOException {
        Path keyFile = Files.writeString(folder.resolve("key"), KEY);
        var config = new HashMap<String, String>();
        for (String key : EVERY_KEY) {
            config.put(key, "");
        }
        config.put("customerKeyEncryptionFile", keyFile.toString());
        config.put("s3Url", "http://minio:9000");
        config.put("s3ForcePathStyle", "T");
        config.put("signatureVersion", "4");
        config.put("checksumAlgorithm", "crc32c");
        S3Settings read = read(config);
        assertThat(read.endpoint().url()).isEqualTo("http://minio:9000");
        assertThat(read.endpoint().pathStyle()).isTrue();
        assertThat(read.endpoint().skipTlsVerify()).isFalse();
        assertThat(read.encryption().customerKey().value()).isEqualTo(KEY);
        assertThat(read.checksumAlgorithm()).isEqualTo("CRC32C");
        assertThat(read.toString()).doesNotContain(KEY);
    }

    @Test
    void hasEachKeyInTheManual() throws IOException {
        String page = Files.readString(Path.of("docs/user/locations.md"));
        for (String key : EVERY_KEY.subList(0, EVERY_KEY.indexOf("bucket"))) {
            assertThat(page).contains("| `" + key + "` |");
        }
        assertThat(page).contains("| `customerKeyEncryptionFile` |");
    }

    @Test
    void listsInvalidKeysAndTheValidOnesInVelerosWords() {
        assertMisconfigured(
                Map.of("s3url", "x", "Region", "y"),
                "config has invalid keys [Region s3url]; valid keys are [region s3Url publicUrl"
                        + " kmsKeyId customerKeyEncryptionFile customerKeyEncryptionSecret"
                        + " s3ForcePathStyle signatureVersion credentialsFile profile"
                        + " serverSideEncryption insecureSkipTLSVerify enableSharedConfig tagging"
                        + " checksumAlgorithm bucket prefix caCert resticRepoPrefix"
                        + " resticLocation resticRepositoryVersion]");
    }

    @Test
    void saysThatSignatureVersion1IsNotSupported() {
        assertMisconfigured(
                Map.of("signatureVersion", "1"),
                "config key signatureVersion: \"1\" is not supported, the store must know version 4;"
                        + " remove the key");
        assertMisconfigured(
                Map.of("signatureVersion", "2"),
                "config key signatureVersion must be \"4\", is \"2\"");
    }

    @Test
    void namesAllProblemsAtOnce() {
        assertMisconfigured(
                Map.of(
                        "s3ForcePathStyle", "yes",
                        "checksumAlgorithm", "MD4",
                        "kmsKeyId", "k",
                        "customerKeyEncryptionSecret", "secret/key"),
                "could not parse s3ForcePathStyle: \"yes\" (expected bool); you can only use one of:"
                        + " kmsKeyId, customerKeyEncryptionFile, or customerKeyEncryptionSecret; the"
                        + " Secret of customerKeyEncryptionSecret must hold a key of exactly 32"
                        + " bytes; invalid checksum algorithm: MD4; there are CRC32, CRC32C, SHA1,"
                        + " SHA256");
    }

    @Test
    void neverRepeatsAnAddressThatMayHoldAPassword() {
        for (String url :
                new String[] {
                    "minio:9000",
                    "ftp://minio",
                    "https://user:hunter2@minio",
                    "http://",
                    "file:///x"
                }) {
            assertMisconfigured(
                    Map.of("s3Url", url),
                    "config key s3Url must start with http:// or https:// and name a host, without"
                            + " credentials and query");
        }
    }

    @Test
    void usesKmsWhenAKeyOfItIsNamed() {
        assertThat(read(Map.of("kmsKeyId", "alias/x")).encryption().algorithm())
                .isEqualTo("aws:kms");
        assertThat(read(Map.of("serverSideEncryption", "AES256")).encryption().algorithm())
                .isEqualTo("AES256");
    }

    @Test
    void takesTheFirst32BytesOfAKeyFileAndExactly32OfASecret() throws IOException {
        Path longer = Files.writeString(folder.resolve("long"), KEY + "\nmore");
        Map<String, String> fromFile = Map.of("customerKeyEncryptionFile", longer.toString());
        assertThat(read(fromFile).encryption().customerKey().value()).isEqualTo(KEY);
        Path shorter = Files.writeString(folder.resolve("short"), "abc");
        assertMisconfigured(
                Map.of("customerKeyEncryptionFile", shorter.toString()),
                "the file of customerKeyEncryptionFile must hold a key of exactly 32 bytes");
        Map<String, String> fromSecret = Map.of("customerKeyEncryptionSecret", "secret/key");
        assertThat(S3Settings.of(settings(fromSecret, "", KEY)).encryption().hasCustomerKey())
                .isTrue();
        assertThatThrownBy(() -> S3Settings.of(settings(fromSecret, "", KEY + "x")))
                .hasMessageContaining("exactly 32 bytes")
                .hasMessageNotContaining(KEY);
    }

    @Test
    void saysWhichFileItCannotRead() {
        assertMisconfigured(
                Map.of("credentialsFile", "/nowhere/cloud"),
                "config key credentialsFile: cannot read /nowhere/cloud: NoSuchFileException");
    }

    private static AwsCredentialsProvider credentials(String file, String profile, boolean shared) {
        return S3Credentials.of(
                new S3CredentialsFile(new Secret(file), profile, shared), "opening s3://bucket");
    }

    private static String accessKey(String file, String profile, boolean shared) {
        return credentials(file, profile, shared).resolveCredentials().accessKeyId();
    }

    @Test
    void takesTheCredentialsOfTheNamedProfile() {
        assertThat(accessKey(FILE, "", false)).isEqualTo("DEFAULTKEY");
        assertThat(accessKey(FILE, "other", false)).isEqualTo("OTHERKEY");
        assertThatThrownBy(() -> credentials(FILE, "third", false))
                .hasMessage(
                        "opening s3://bucket: the credentials file has no profile third; it has"
                                + " [default, other]");
    }

    @Test
    void readsASharedConfigFileWhenToldTo() {
        String shared = FILE.replace("[other]", "[profile other]");
        assertThat(accessKey(shared, "other", true)).isEqualTo("OTHERKEY");
        assertThatThrownBy(() -> credentials(shared, "other", false))
                .hasMessageContaining("has no profile other");
    }

    /// Where the location names no credentials, the SDK looks where it always does: here in the
    /// file
    /// that `AWS_SHARED_CREDENTIALS_FILE` names, by the property of the same meaning.
    @Test
    void usesTheSdksOwnSourcesWhenTheLocationHasNone() throws IOException {
        Path file = Files.writeString(folder.resolve("cloud"), FILE);
        System.setProperty(SHARED_FILE, file.toString());
        try {
            assertThat(accessKey("", "other", false)).isEqualTo("OTHERKEY");
            AwsCredentialsProvider own = credentials("", "", false);
            assertThat(own).isInstanceOf(DefaultCredentialsProvider.class);
        } finally {
            System.clearProperty(SHARED_FILE);
        }
    }

    @Test
    void prefersTheLocationsSecretToAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("cloud"), FILE.replace("DEFAULT", "FILE"));
        Map<String, String> config = Map.of("credentialsFile", file.toString());
        assertThat(read(config).credentials().content().value()).contains("FILEKEY");
        assertThat(S3Settings.of(settings(config, FILE, "")).credentials().content().value())
                .contains("DEFAULTKEY");
    }

    @Test
    void saysNothingOfAFileThatItDoesNotUnderstand() {
        for (String junk : new String[] {"hunter2", "{\"key\": \"hunter2\"}", "[x\nhunter2 = 1"}) {
            assertThatThrownBy(() -> credentials(junk, "", false))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.MISCONFIGURED))
                    .hasMessageNotContaining("hunter2")
                    .hasNoCause();
        }
    }

    @Test
    void runsNoProgramForCredentials() {
        String program = "[default]\ncredential_process = touch " + folder.resolve("ran") + "\n";
        assertThatThrownBy(() -> credentials(program, "", false))
                .hasMessageContaining("no program is run");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void saysWhenCaCertHoldsNoCertificate() {
        for (String junk : new String[] {"hello", "-----BEGIN CERTIFICATE-----\nAAAA\n"}) {
            var settings =
                    new StoreSettings(
                            "default",
                            "aws",
                            "bucket",
                            Map.of("region", "x"),
                            junk,
                            new Secret(FILE),
                            new Secret(""));
            assertThatThrownBy(
                            () ->
                                    S3ObjectStore.open(
                                            settings, S3Limits.USUAL, (_, _) -> URI.create("x")))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.MISCONFIGURED))
                    .hasMessageContaining("caCert must hold certificates in PEM form");
        }
    }
}
