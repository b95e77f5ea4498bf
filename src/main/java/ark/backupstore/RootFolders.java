package ark.backupstore;

import ark.spi.ObjectStore;
import java.util.List;
import java.util.TreeSet;

/// The folders at a location's root: Velero's own, and backups of Ark 0.8 and 0.9.
final class RootFolders {
    /// So many unknown folders are looked into, which takes a request each; others do not count.
    private static final int MAX_FOLDERS = 1000;

    private final ObjectStore objects;
    private final BackupLayout layout;

    RootFolders(ObjectStore objects, BackupLayout layout) {
        this.objects = objects;
        this.layout = layout;
    }

    /// The folders that make a location unusable, sorted.
    List<String> invalid() {
        return unknown().stream().limit(MAX_FOLDERS).filter(name -> !isBackup(name)).toList();
    }

    /// The backups among the folders, sorted.
    List<String> backups() {
        return unknown().stream().limit(MAX_FOLDERS).filter(this::isBackup).toList();
    }

    /// Whether the folder at the root is a backup. One whose deletion was cut short has lost its
    /// metadata and still counts, else that would cost the whole location.
    boolean isBackup(String name) {
        return !BackupLayout.FOLDERS.contains(name)
                && BackupLayout.isName(name)
                && (has(layout.metadata(name, Era.ARK_0_8))
                        || has(layout.key(name, Era.ARK_0_8, BackupFile.CONTENTS)));
    }

    private boolean has(String key) {
        return objects.head(key).isPresent();
    }

    private List<String> unknown() {
        var names = new TreeSet<String>();
        objects.listPrefixes(
                layout.root(),
                folder -> names.add(folder.substring(layout.root().length()).replaceAll("/$", "")));
        names.removeAll(BackupLayout.FOLDERS);
        return List.copyOf(names);
    }
}
