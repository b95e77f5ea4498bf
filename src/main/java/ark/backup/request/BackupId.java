package ark.backup.request;

import ark.api.v1.Backup;

/// Which backup.
///
/// @param namespace where the Backup lies
/// @param uid tells it from an earlier one of the same name
public record BackupId(String namespace, String name, String uid) {
    public static BackupId of(Backup backup) {
        return new BackupId(
                backup.getMetadata().getNamespace(),
                backup.getMetadata().getName(),
                backup.getMetadata().getUid());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
