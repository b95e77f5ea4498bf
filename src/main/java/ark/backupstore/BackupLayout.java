package ark.backupstore;

import ark.api.v1.Names;
import java.util.List;

/// Every key that a location has in its bucket, of all eras.
///
/// Source: Velero's `pkg/persistence/object_store_layout.go` (1.9.7, 1.18.1) and Ark's
/// `pkg/cloudprovider/backup_service.go` (0.9.11), as facts.
///
/// @param root what every key begins with: empty, or the location's prefix with a `/` at its end
public record BackupLayout(String root) {
    /// The folders that a bucket may have at its root; anything else there makes the location
    /// unavailable. `kopia` since Velero 1.10.
    static final List<String> FOLDERS =
            List.of("backups", "restores", "restic", "metadata", "plugins", "kopia");

    /// The layout below a location's `spec.objectStorage.prefix`; slashes around it do not count.
    public static BackupLayout below(String prefix) {
        String trimmed = prefix.replaceAll("^/+|/+$", "");
        return new BackupLayout(trimmed.isEmpty() ? "" : trimmed + "/");
    }

    /// Whether a backup or a restore can have this name: one that the API server accepts for a
    /// custom resource, since a folder is named like its resource. A folder of another name is
    /// none.
    public static boolean isName(String name) {
        return Names.objectNameProblems(name).isEmpty();
    }

    /// The folder of a backup that this server writes, with a `/` at its end.
    public String folder(String backup) {
        return folder(backup, Era.VELERO);
    }

    /// The object whose existence is the backup's.
    public String metadata(String backup) {
        return metadata(backup, Era.VELERO);
    }

    public String key(String backup, BackupFile file) {
        return key(backup, Era.VELERO, file);
    }

    /// The folder of a restore, with a `/` at its end.
    public String restoreFolder(String restore) {
        return root + "restores/" + checked(restore) + "/";
    }

    public String key(String restore, RestoreFile file) {
        return restoreFolder(restore) + file.nameOf(restore);
    }

    String folder(String backup, Era era) {
        return root + era.parent() + checked(backup) + "/";
    }

    String metadata(String backup, Era era) {
        return folder(backup, era) + era.metadata();
    }

    String key(String backup, Era era, BackupFile file) {
        return folder(backup, era) + file.nameOf(backup);
    }

    /// Where Ark 0.8 and 0.9 put a file of a restore: into the folder of the restored backup.
    String keyInBackup(String backup, String restore, RestoreFile file) {
        return folder(backup, Era.ARK_0_8) + file.nameOf(checked(restore));
    }

    /// The folder of all backups of an era, with a `/` at its end unless it is the bucket's root.
    String parent(Era era) {
        return root + era.parent();
    }

    private static String checked(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("not a name of a backup or restore: " + name);
        }
        return name;
    }
}
