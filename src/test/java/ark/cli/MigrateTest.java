package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.session.ApiException;
import ark.cli.session.ApiException.Reason;
import ark.cli.session.Kind;
import ark.item.GroupResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrateTest {
    private static final String YAML =
            """
            apiVersion: ark.heptio.com/v1
            kind: Config
            metadata: {name: default}
            backupStorageProvider: {name: aws, bucket: b, resticLocation: r}
            podVolumeOperationTimeout: 2h
            ---
            apiVersion: ark.heptio.com/v1
            kind: Schedule
            metadata: {name: daily}
            spec: {schedule: '0 7 * * *', template: {ttl: 720h}}
            """;

    @TempDir private Path home;
    private Shell shell;
    private String file;

    @BeforeEach
    void makeShell() throws IOException {
        shell = new Shell(home);
        Path path = home.resolve("ark.yaml");
        Files.writeString(path, YAML);
        file = path.toString();
    }

    @Test
    void createsWhatItFindsAndSaysSo() {
        Shell.Result result = shell.run("migrate", file);

        assertThat(result.out())
                .isEqualTo(
                        """
                        BackupStorageLocation "default" created
                        Schedule "daily" created
                        Give the server --fs-backup-timeout=2h
                        Note: restic repositories stay in r; copy the Secret ark-restic-credentials to namespace velero
                        Note: the location's credentials: copy the Secret cloud-credentials to namespace velero
                        """);
        assertThat(result.exitCode()).isZero();
    }

    private static final Kind DEPLOYMENTS =
            new Kind("apps/v1", new GroupResource("apps", "deployments"), "Deployment");

    private void deployment(String arguments) {
        shell.api()
                .add(
                        DEPLOYMENTS,
                        """
                        metadata: {name: velero, namespace: velero, resourceVersion: "7"}
                        spec: {template: {spec: {containers: [{name: x}, {name: velero, args: %s}]}}}
                        """
                                .formatted(arguments));
    }

    private String arguments() {
        return shell.api()
                .stored(DEPLOYMENTS, "velero")
                .at("/spec/template/spec/containers/1/args")
                .toString();
    }

    @Test
    void aServerThatIsInstalledGetsTheSettings() {
        deployment("[server, --features=]");
        String seen = shell.run("migrate", file, "--dry-run").out();
        assertThat(seen).contains("Server would get --fs-backup-timeout=2h\n");
        assertThat(arguments()).isEqualTo("[\"server\",\"--features=\"]");

        Shell.Result result = shell.run("migrate", file);

        assertThat(result.out()).contains("Server gets --fs-backup-timeout=2h\n");
        assertThat(result.exitCode()).isZero();
        assertThat(arguments())
                .isEqualTo("[\"server\",\"--features=\",\"--fs-backup-timeout=2h\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--restic-timeout=1h", "--fs-backup-timeout, 1h"})
    void aSettingThatTheServerHasUnderWhicheverNameStays(String flag) {
        deployment("[server, " + flag + "]");
        String before = arguments();

        Shell.Result result = shell.run("migrate", file);

        assertThat(result.out())
                .contains("Server has --fs-backup-timeout=1h already: left as it is\n");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(arguments()).isEqualTo(before);
    }

    @Test
    void whoMayNotSeeTheDeploymentIsToldTheFlags() {
        shell.api().failNext(DEPLOYMENTS, new ApiException(Reason.DENIED, "forbidden", "", null));

        assertThat(shell.run("migrate", file).out())
                .contains("Give the server --fs-backup-timeout=2h\n");
    }

    @Test
    void leavesWhatExistsAsItIs() {
        shell.run("migrate", file);

        Shell.Result again = shell.run("migrate", file);

        assertThat(again.out()).contains("Schedule \"daily\" exists already: left as it is");
        assertThat(again.exitCode()).isEqualTo(1);
    }

    @Test
    void onlySaysItWhenAsked() {
        Shell.Result result = shell.run("migrate", file, "--dry-run");

        assertThat(result.out()).contains("Schedule \"daily\" would be created");
        assertThat(shell.run("schedule", "get").out()).doesNotContain("daily");
    }

    @Test
    void printsObjectsForOthersToApply() {
        Shell.Result result = shell.run("migrate", file, "-o", "yaml");

        assertThat(result.out())
                .contains("kind: List", "kind: Schedule", "ark.dev/first-run: immediately");
        assertThat(result.err())
                .contains("Give the server --fs-backup-timeout=2h", "ark-restic-credentials");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Shell.Result result = shell.run("migrate", home.resolve("nope.yaml").toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("cannot read", "nope.yaml");
        assertThat(shell.run("migrate").exitCode()).isEqualTo(2);
    }
}
