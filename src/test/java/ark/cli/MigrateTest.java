package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Shell.Result result = shell.run("migrate", home.resolve("nope.yaml").toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("cannot read", "nope.yaml");
        assertThat(shell.run("migrate").exitCode()).isEqualTo(2);
    }
}
