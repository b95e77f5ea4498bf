package ark.backupstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// All files of one backup, ready to be stored.
///
/// What a backup always has and nobody gave is filled in empty, as a real server does: Velero's
/// readers take `null` for an empty list.
///
/// @param metadata the Backup as the API server has it, with its final status; JSON as it is to lie
///     in the bucket
/// @param files every file but the manifest and the claim, which the store makes itself
public record BackupFiles(String backup, Body metadata, Map<BackupFile, Body> files) {
    private static final Set<BackupFile> OWN_TO_STORE =
            EnumSet.of(BackupFile.MANIFEST, BackupFile.CLAIM);

    private static final Map<BackupFile, String> EMPTY_JSON =
            Map.of(
                    BackupFile.POD_VOLUME_BACKUPS, "[]",
                    BackupFile.VOLUME_SNAPSHOTS, "null",
                    BackupFile.RESOURCE_LIST, "{}",
                    BackupFile.RESULTS, "{\"errors\":{},\"warnings\":{}}",
                    BackupFile.VOLUME_INFO, "[]",
                    BackupFile.CSI_VOLUME_SNAPSHOTS, "null",
                    BackupFile.CSI_VOLUME_SNAPSHOT_CONTENTS, "null",
                    BackupFile.CSI_VOLUME_SNAPSHOT_CLASSES, "null");

    public BackupFiles {
        var complete = new EnumMap<BackupFile, Body>(BackupFile.class);
        EMPTY_JSON.forEach((file, json) -> complete.put(file, Body.ofJson(utf8(json))));
        complete.putAll(files);
        if (!complete.containsKey(BackupFile.LOG) || !complete.containsKey(BackupFile.CONTENTS)) {
            throw new IllegalArgumentException("a backup without its log or its contents");
        }
        if (files.keySet().stream().anyMatch(OWN_TO_STORE::contains)) {
            throw new IllegalArgumentException("the store makes the manifest and the claim itself");
        }
        files = Map.copyOf(complete);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
