package ark.restic.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ark.item.Secret;
import ark.restic.store.StoreAccess.AccessFile;
import ark.spi.StoreException;
import ark.spi.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreAccessTest {
    private static final String AWS_FILE =
            "[default]\naws_access_key_id=id\naws_secret_access_key=s3cret\n";
    private static final Map<String, String> PROCESS =
            Map.of(
                    "AWS_ACCESS_KEY_ID", "own-id",
                    "AWS_SECRET_ACCESS_KEY", "own-secret",
                    "AZURE_CLIENT_ID", "own-client",
                    "HTTPS_PROXY", "http://proxy:3128",
                    "LD_PRELOAD", "/evil.so",
                    "RESTIC_PASSWORD", "x",
                    "PATH", "/bin");

    @TempDir Path folder;

    private static StoreAccess of(
            String provider,
            Map<String, String> config,
            String credentials,
            Map<String, String> environment) {
        return StoreAccess.of(
                new StoreSettings(
                        "default",
                        provider,
                        "bucket",
                        config,
                        "",
                        new Secret(credentials),
                        new Secret("")),
                environment);
    }

    private static Map<String, String> values(StoreAccess access) {
        var values = new java.util.TreeMap<String, String>();
        access.variables().forEach((name, secret) -> values.put(name, secret.value()));
        return values;
    }

    @Test
    void givesS3TheFileOfTheLocationAndNothingOfTheProcess() {
        StoreAccess access =
                of("aws", Map.of("profile", "backup", "region", "eu-west-1"), AWS_FILE, PROCESS);
        assertThat(access.files())
                .containsExactly(
                        new AccessFile(
                                "aws_shared_credentials_file",
                                "AWS_SHARED_CREDENTIALS_FILE",
                                new Secret(AWS_FILE)));
        assertThat(values(access))
                .isEqualTo(
                        Map.of(
                                "AWS_PROFILE", "backup",
                                "AWS_DEFAULT_REGION", "eu-west-1",
                                "HTTPS_PROXY", "http://proxy:3128"));
    }

    @Test
    void givesS3TheProcessOwnCredentialsWhereTheLocationHasNone() throws IOException {
        Path file = Files.writeString(folder.resolve("cloud"), AWS_FILE);
        Path token = Files.writeString(folder.resolve("token"), "eyJ");
        var environment = new java.util.TreeMap<>(PROCESS);
        environment.put("AWS_SHARED_CREDENTIALS_FILE", file.toString());
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString());
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::1:role/x");
        StoreAccess access = of("aws", Map.of(), "", environment);
        assertThat(access.files())
                .containsExactlyInAnyOrder(
                        new AccessFile(
                                "aws_shared_credentials_file",
                                "AWS_SHARED_CREDENTIALS_FILE",
                                new Secret(AWS_FILE)),
                        new AccessFile(
                                "aws_web_identity_token_file",
                                "AWS_WEB_IDENTITY_TOKEN_FILE",
                                new Secret("eyJ")));
        assertThat(values(access))
                .containsEntry("AWS_ACCESS_KEY_ID", "own-id")
                .containsEntry("AWS_ROLE_ARN", "arn:aws:iam::1:role/x")
                .doesNotContainKeys("LD_PRELOAD", "RESTIC_PASSWORD", "PATH", "AZURE_CLIENT_ID");
    }

    @Test
    void readsTheFileThatTheLocationNames() throws IOException {
        Path file = Files.writeString(folder.resolve("cloud"), AWS_FILE);
        StoreAccess access = of("aws", Map.of("credentialsFile", file.toString()), "", PROCESS);
        assertThat(access.files())
                .singleElement()
                .extracting(AccessFile::content)
                .isEqualTo(new Secret(AWS_FILE));
        assertThat(values(access)).doesNotContainKey("AWS_ACCESS_KEY_ID");
    }

    @Test
    void runsNoProgramThatACredentialsFileNames() {
        for (String line : new String[] {"credential_process=/x", " credential_process = /x y"}) {
            assertThatThrownBy(() -> of("aws", Map.of(), "[default]\n" + line, Map.of()))
                    .hasMessageContaining("credential_process")
                    .hasMessageNotContaining("/x");
        }
        assertThat(of("aws", Map.of(), "# no credential_process\n" + AWS_FILE, Map.of()).files())
                .hasSize(1);
    }

    @Test
    void namesAFileThatCannotBeRead() {
        assertThatThrownBy(
                        () ->
                                of(
                                        "aws",
                                        Map.of(),
                                        "",
                                        Map.of("AWS_SHARED_CREDENTIALS_FILE", "/no/such")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("/no/such");
    }

    @Test
    void skipsTheCheckOfCertificatesOnlyWhenTold() {
        assertThat(of("aws", Map.of("insecureSkipTLSVerify", "true"), "", Map.of()))
                .matches(StoreAccess::skipTlsVerify);
        assertThat(of("aws", Map.of("insecureSkipTLSVerify", "yes"), "", Map.of()))
                .matches(access -> !access.skipTlsVerify());
    }

    @Test
    void givesAzureTheKeyThatTheLocationPicks() {
        String file =
                """
                # of the project
                AZURE_CLOUD_NAME=AzureChinaCloud
                export BACKUP_KEY="a2V5=="
                AZURE_CLIENT_ID=file-client
                """;
        StoreAccess access =
                of(
                        "azure",
                        Map.of("storageAccount", "acme", "storageAccountKeyEnvVar", "BACKUP_KEY"),
                        file,
                        PROCESS);
        assertThat(access.files()).isEmpty();
        assertThat(values(access))
                .isEqualTo(
                        Map.of(
                                "AZURE_ACCOUNT_NAME", "acme",
                                "AZURE_ACCOUNT_KEY", "a2V5==",
                                "AZURE_ENDPOINT_SUFFIX", "core.chinacloudapi.cn",
                                "AZURE_CLIENT_ID", "file-client",
                                "HTTPS_PROXY", "http://proxy:3128"));
    }

    @Test
    void readsAzuresFileOfTheProcess() throws IOException {
        Path file = Files.writeString(folder.resolve("cloud"), "KEY='k'\nAZURE_TENANT_ID=t\n");
        StoreAccess access =
                of(
                        "azure",
                        Map.of("storageAccount", "acme", "storageAccountKeyEnvVar", "KEY"),
                        "",
                        Map.of("AZURE_CREDENTIALS_FILE", file.toString()));
        assertThat(values(access))
                .containsEntry("AZURE_ACCOUNT_KEY", "k")
                .containsEntry("AZURE_TENANT_ID", "t");
    }

    @Test
    void saysWhatAzureLacks() {
        assertThatThrownBy(() -> of("azure", Map.of(), "", Map.of()))
                .hasMessageContaining("storageAccount");
        var config = Map.of("storageAccount", "a", "storageAccountKeyEnvVar", "NO_SUCH");
        assertThatThrownBy(() -> of("azure", config, "", Map.of())).hasMessageContaining("NO_SUCH");
        assertThatThrownBy(
                        () ->
                                of(
                                        "azure",
                                        Map.of("storageAccount", "a"),
                                        "AZURE_CLOUD_NAME=x",
                                        Map.of()))
                .hasMessageContaining("AZURE_CLOUD_NAME");
    }

    @Test
    void givesGoogleTheFileOfTheLocation() {
        StoreAccess access = of("gcp", Map.of(), "{\"type\":\"service_account\"}", PROCESS);
        assertThat(access.files())
                .containsExactly(
                        new AccessFile(
                                "google_application_credentials",
                                "GOOGLE_APPLICATION_CREDENTIALS",
                                new Secret("{\"type\":\"service_account\"}")));
    }

    @Test
    void givesAFolderNothing() {
        StoreAccess access = of("filesystem", Map.of("path", "/b"), "", PROCESS);
        assertThat(access.files()).isEmpty();
        assertThat(values(access)).isEqualTo(Map.of("HTTPS_PROXY", "http://proxy:3128"));
    }

    @Test
    void givesAForeignProviderWhatItsRepositoriesNeed() {
        var config = Map.of("resticRepoPrefix", "s3:http://minio:9000/b");
        assertThat(values(of("example.com/own", config, "", PROCESS)))
                .containsEntry("AWS_ACCESS_KEY_ID", "own-id");
    }

    @Test
    void showsNoSecret() {
        assertThat(of("aws", Map.of(), AWS_FILE, PROCESS).toString()).doesNotContain("s3cret");
        assertThat(of("aws", Map.of(), "", PROCESS).toString()).doesNotContain("own-secret");
    }
}
