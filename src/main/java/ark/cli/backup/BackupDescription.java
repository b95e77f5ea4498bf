package ark.cli.backup;

import ark.api.v1.BackupSpec;
import ark.api.v1.BackupStatus;
import ark.api.v1.DownloadKind;
import ark.api.v1.Labels;
import ark.cli.page.Fetched;
import ark.cli.page.LeftOutVolumes;
import ark.cli.page.PodVolumes;
import ark.cli.page.StateBlocks;
import ark.cli.session.Kind;
import ark.cli.session.Resources;
import ark.cli.session.Session;
import ark.cli.session.Stored;
import ark.cli.verb.DescribeWorkCommand;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `ark backup describe`: gathers what there is to tell of a backup, for people and for programs.
final class BackupDescription implements DescribeWorkCommand.Pages<BackupSpec, BackupStatus> {
    private static final Set<String> STORED = Set.of("Completed", "PartiallyFailed");

    /// What is told about.
    ///
    /// @param volumes its pod volume backups
    /// @param deletions its delete requests, oldest first
    record Facts(
            Stored<BackupSpec, BackupStatus> backup,
            Optional<Item> location,
            List<Item> volumes,
            List<Item> deletions,
            Fetched.Files files) {
        BackupStatus status() {
            return backup.status();
        }

        BackupSpec spec() {
            return backup.spec();
        }

        /// What became of each volume; those that were left out only with details, since a file of
        /// the backup tells of them.
        List<StateBlocks.Volume> states(boolean details) {
            var states = new ArrayList<>(new PodVolumes(volumes, "stored").states());
            if (details && STORED.contains(backup.phase())) {
                states.addAll(
                        LeftOutVolumes.states(files.document(DownloadKind.BACKUP_VOLUME_INFOS)));
            }
            return states;
        }
    }

    @Override
    public String page(Session session, DescribeWorkCommand.Told<BackupSpec, BackupStatus> told) {
        return new BackupPage(session.page(), session.times(), session.now(), told.details())
                .text(facts(session, told));
    }

    @Override
    public ObjectNode document(
            Session session, DescribeWorkCommand.Told<BackupSpec, BackupStatus> told) {
        return new BackupDocument(session.times(), told.details()).json(facts(session, told));
    }

    private static Facts facts(
            Session session, DescribeWorkCommand.Told<BackupSpec, BackupStatus> told) {
        Item backup = told.object().item();
        Resources resources = session.resources();
        String ofBackup = Labels.BACKUP_NAME + "=" + Labels.value(backup.key().name());
        String ofThisOne = ofBackup + "," + Labels.BACKUP_UID + "=" + backup.text("/metadata/uid");
        return new Facts(
                told.object(),
                told.location(),
                resources.list(Kind.POD_VOLUME_BACKUP, ofBackup),
                sorted(resources.list(Kind.DELETE_REQUEST, ofThisOne)),
                told.files());
    }

    private static List<Item> sorted(List<Item> requests) {
        return requests.stream()
                .sorted(Comparator.comparing(item -> item.text("/metadata/creationTimestamp")))
                .toList();
    }
}
