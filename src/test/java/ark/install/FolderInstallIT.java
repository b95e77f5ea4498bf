package ark.install;

import static org.assertj.core.api.Assertions.assertThat;

import ark.testing.ArkInstallation;
import ark.testing.ArkInstalled;
import ark.testing.KubernetesTest;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// Ark as pods of its own image, with a folder of the node as bucket.
@KubernetesTest(node = true)
@ArkInstalled(store = ArkInstalled.Store.FOLDER)
class FolderInstallIT {
    @Test
    void writesBackupsIntoTheFolderAndHandsTheirLogOut(ArkInstallation ark) {
        ark.cluster().kubectl("create", "namespace", "folder-example");
        assertThat(
                        ark.ark(
                                "backup",
                                "create",
                                "b1",
                                "--include-namespaces",
                                "folder-example",
                                "--wait"))
                .contains("Completed");
        assertThat(Files.isRegularFile(ark.bucketFolder().resolve("backups/b1/velero-backup.json")))
                .isTrue();
        assertThat(ark.ark("backup", "logs", "b1")).contains("level=info");
        ark.cluster().kubectl("delete", "namespace", "folder-example", "--wait=false");
    }
}
