package ark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ark.cli.Shell.Result;
import ark.cli.session.ApiException;
import ark.cli.session.Kind;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `delete` of all nouns.
class DeleteTest {
    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void shell() {
        shell = new Shell(folder);
        for (String name : new String[] {"b1", "b2"}) {
            shell.given(
                    Kind.BACKUP,
                    """
                    metadata:
                      name: %s
                      namespace: velero
                      uid: uid-%s
                      labels: {velero.io/storage-location: default, n: %s}
                    """
                            .formatted(name, name, name));
        }
    }

    @Test
    void aBackupIsDeletedByARequest() {
        Result result = shell.run("backup", "delete", "b1", "--confirm");
        assertThat(result)
                .isEqualTo(
                        new Result(
                                0,
                                """
                                Request to delete backup "b1" submitted successfully.
                                The backup will be fully deleted after all associated data (disk \
                                snapshots, backup files, restores) are removed.
                                """,
                                ""));
        ObjectNode request = shell.api().all(Kind.DELETE_REQUEST).getFirst().copyOfJson();
        assertThat(request.at("/spec/backupName").asText()).isEqualTo("b1");
        assertThat(request.at("/metadata/generateName").asText()).isEqualTo("b1-");
        assertThat(request.at("/metadata/labels"))
                .isEqualTo(Yamls.tree("{velero.io/backup-name: b1, velero.io/backup-uid: uid-b1}"));
        assertThat(shell.api().all(Kind.BACKUP)).hasSize(2);
    }

    @Test
    void thePersonIsAskedUntilTheAnswerIsClear() {
        Result no = shell.typing("what\n\nN\n").run("delete", "backup", "b1");
        assertThat(no)
                .isEqualTo(
                        new Result(0, "Are you sure you want to continue (Y/N)? ".repeat(3), ""));
        assertThat(shell.typing("").run("delete", "backups", "b1").exitCode()).isZero();
        assertThat(shell.api().writes()).isEmpty();
        shell.typing("y\n").run("delete", "backups", "b1");
        assertThat(shell.api().writes()).hasSize(1);
    }

    @Test
    void whatToDeleteIsSaidInExactlyOneWay() {
        String sentence =
                "An error occurred: you must specify exactly one of: specific backup name(s), the"
                        + " --all flag, or the --selector flag\n"
                        + "Run 'ark backup delete --help' for usage.\n";
        assertThat(shell.run("backup", "delete")).isEqualTo(new Result(2, "", sentence));
        assertThat(shell.run("backup", "delete", "b1", "--all").err()).isEqualTo(sentence);
        assertThat(shell.run("backup", "delete", "--all", "-l", "a=b").err()).isEqualTo(sentence);
    }

    @Test
    void allOrSomeCanBeDeleted() {
        shell.run("backup", "delete", "--all", "--confirm");
        assertThat(shell.api().all(Kind.DELETE_REQUEST)).hasSize(2);
        shell.run("backup", "delete", "-l", "n=b2", "--confirm");
        assertThat(shell.api().all(Kind.DELETE_REQUEST)).hasSize(3);
        assertThat(shell.run("backup", "delete", "-l", "n=x", "--confirm"))
                .isEqualTo(new Result(0, "No backups found\n", ""));
        assertThat(shell.run("restore", "delete", "--all", "--confirm").out())
                .isEqualTo("No restores found\n");
        assertThat(shell.run("backup-location", "delete", "--all", "--confirm").out())
                .isEqualTo("No backup-locations found\n");
    }

    @Test
    void aWrongNameDoesNotSaveTheOthersButIsAnError() {
        Result result = shell.run("backup", "delete", "nope", "b2", "--confirm");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo(
                        """
                        An error occurred: backups.velero.io "nope" not found
                        In namespace "velero" there are b1, b2.
                        """);
        assertThat(shell.api().all(Kind.DELETE_REQUEST)).hasSize(1);
    }

    @Test
    void aRestoreIsForgotten() {
        shell.given(Kind.RESTORE, "metadata: {name: r1, namespace: velero}");
        Result result = shell.run("restore", "delete", "r1", "--confirm");
        assertThat(result.out())
                .startsWith("Request to delete restore \"r1\" submitted successfully.");
        assertThat(shell.api().all(Kind.RESTORE)).isEmpty();
    }

    @Test
    void aLocationTakesItsBackupsAndRepositoriesAlong() {
        shell.given(Kind.LOCATION, "metadata: {name: default, namespace: velero}");
        shell.given(
                Kind.RESTIC_REPOSITORY,
                "metadata: {name: shop-default-1, namespace: velero, labels:"
                        + " {velero.io/storage-location: default}}");
        shell.api()
                .failNext(
                        Kind.BACKUP_REPOSITORY,
                        new ApiException(ApiException.Reason.NOT_FOUND, "no such kind", "", null));
        assertThat(shell.run("backup-location", "delete", "default", "--confirm"))
                .isEqualTo(
                        new Result(
                                0,
                                """
                                Backup storage location "default" deleted successfully.
                                Backup associated with deleted BSL(s) "b1" deleted successfully.
                                Backup associated with deleted BSL(s) "b2" deleted successfully.
                                Restic repository associated with deleted BSL(s) "shop-default-1" \
                                deleted successfully.
                                """,
                                ""));
        assertThat(shell.api().all(Kind.DELETE_REQUEST)).isEmpty(); // the data stays
    }
}
