package ark.backupstore;

/// The files of a restore; each lies at `<folder><beginning><restore><ending>`.
public enum RestoreFile {
    LOG("restore-", "-logs.gz"),
    RESULTS("restore-", "-results.gz"),
    RESOURCE_LIST("restore-", "-resource-list.json.gz"),
    /// Written by Velero 1.11 and later only.
    ITEM_OPERATIONS("restore-", "-itemoperations.json.gz"),
    /// Without `restore-`, as Velero 1.14 and later have it.
    VOLUME_INFO("", "-volumeinfo.json.gz");

    private final String beginning;
    private final String ending;

    RestoreFile(String beginning, String ending) {
        this.beginning = beginning;
        this.ending = ending;
    }

    /// The file's own name, without its folder.
    String nameOf(String restore) {
        return beginning + restore + ending;
    }
}
