package ark.backupstore;

/// Who laid a backup out, in the order in which they are looked for.
enum Era {
    /// Ark 0.11 and every Velero.
    VELERO("backups/", "velero-backup.json"),
    ARK_0_10("backups/", "ark-backup.json"),
    /// Backups are folders of the bucket's root, and restores' files lie in their backup's folder.
    ARK_0_8("", "ark-backup.json");

    private final String parent;
    private final String metadata;

    Era(String parent, String metadata) {
        this.parent = parent;
        this.metadata = metadata;
    }

    /// The folder of all backups, below the location's root: `backups/` or empty.
    String parent() {
        return parent;
    }

    /// The name of the metadata object in a backup's folder.
    String metadata() {
        return metadata;
    }
}
