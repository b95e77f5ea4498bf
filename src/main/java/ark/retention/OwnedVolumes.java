package ark.retention;

import ark.api.v1.Names;
import ark.api.v1.UploaderType;
import ark.backupstore.BackupFile;
import ark.backupstore.BackupStore;
import ark.item.Item;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data of volumes that a backup's files name. They come from a bucket, so every value is
/// checked; what does not pass is left alone.
///
/// @param restic ids of restic snapshots, by the namespace of their volumes
/// @param provided snapshots that providers took
record OwnedVolumes(Map<String, Set<String>> restic, List<Provided> provided) {
    private static final Logger log = LoggerFactory.getLogger(OwnedVolumes.class);
    private static final Pattern SNAPSHOT = Pattern.compile("[0-9a-f]{8,64}");

    OwnedVolumes {
        restic = Map.copyOf(restic);
        provided = List.copyOf(provided);
    }

    /// A snapshot that a provider took.
    record Provided(String snapshotLocation, String snapshot) {}

    /// Reads what the files of a backup name.
    ///
    /// @param inCluster its PodVolumeBackups in the cluster: those of a backup that was never
    ///     stored are nowhere else
    static OwnedVolumes of(BackupStore store, String backup, List<Item> inCluster) {
        var restic = new TreeMap<String, Set<String>>();
        Stream.concat(
                        entries(store, backup, BackupFile.POD_VOLUME_BACKUPS).stream(),
                        inCluster.stream().map(item -> item.at("")))
                .forEach(volume -> addRestic(volume, restic));
        var provided = new ArrayList<Provided>();
        for (JsonNode snapshot : entries(store, backup, BackupFile.VOLUME_SNAPSHOTS)) {
            String id = snapshot.at("/status/providerSnapshotID").asText();
            if (!id.isEmpty()) {
                provided.add(new Provided(snapshot.at("/spec/location").asText(), id));
            }
        }
        store.metadataTree(backup) // Ark up to 0.9 had one provider, and no file for its snapshots
                .at("/status/volumeBackups")
                .valueStream()
                .map(snapshot -> snapshot.path("snapshotID").asText())
                .filter(id -> !id.isEmpty())
                .forEach(id -> provided.add(new Provided("", id)));
        return new OwnedVolumes(restic, provided);
    }

    /// A list that is damaged names nothing; it must not keep its backup for ever.
    private static List<JsonNode> entries(BackupStore store, String backup, BackupFile file) {
        try {
            return store.json(backup, file)
                    .map(list -> list.valueStream().toList())
                    .orElse(List.of());
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.CORRUPT) {
                throw e;
            }
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("backup", backup)
                    .log("a list of its volumes is damaged, their data may stay behind");
            return List.of();
        }
    }

    private static void addRestic(JsonNode volume, Map<String, Set<String>> restic) {
        String namespace = volume.at("/spec/pod/namespace").asText();
        String id = volume.at("/status/snapshotID").asText();
        UploaderType uploader = UploaderType.of(volume.at("/spec/uploaderType").asText());
        boolean ofRestic = uploader == UploaderType.UNSET || uploader == UploaderType.RESTIC;
        if (ofRestic
                && SNAPSHOT.matcher(id).matches()
                && Names.namespaceProblems(namespace).isEmpty()) {
            restic.computeIfAbsent(namespace, _ -> new TreeSet<>()).add(id);
        }
    }

    /// Those of a provider that nobody here reaches.
    List<Provided> outOfReach(VolumeData data) {
        return provided.stream()
                .filter(each -> !data.reachesProviderOf(each.snapshotLocation()))
                .toList();
    }
}
