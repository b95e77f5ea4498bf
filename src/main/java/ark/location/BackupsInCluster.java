package ark.location;

import ark.api.v1.Labels;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ItemHead;
import ark.cluster.ItemSink;
import ark.cluster.ListRequest;
import ark.cluster.ResourceType;
import ark.item.Item;
import ark.item.ItemKey;
import ark.item.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The Backups of the server's namespace.
final class BackupsInCluster implements BackupSync.Backups {
    static final ResourceType BACKUPS = ResourceType.of(SyncedBackup.BACKUPS, "v1", "Backup", true);
    static final ResourceType VOLUMES =
            ResourceType.of(SyncedVolumes.POD_VOLUME_BACKUPS, "v1", "PodVolumeBackup", true);

    private static final String FIELD_MANAGER = "ark-server";

    private final Cluster cluster;
    private final String namespace;

    BackupsInCluster(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    @Override
    public Map<String, BackupSync.Known> known() {
        var known = new Heads();
        cluster.list(ListRequest.all(BACKUPS).in(namespace), known);
        return Map.copyOf(known.byName);
    }

    private static final class Heads implements ItemSink {
        private final Map<String, BackupSync.Known> byName = new HashMap<>();

        @Override
        public void begin() {
            byName.clear();
        }

        @Override
        public void item(ItemHead head, byte[] buffer, int offset, int length) {
            JsonNode status = Json.object(buffer, offset, length).path("status");
            byName.put(
                    head.name(),
                    new BackupSync.Known(
                            head.uid(),
                            head.labels().getOrDefault(Labels.STORAGE_LOCATION, ""),
                            head.labels().getOrDefault(Labels.POD_VOLUMES, ""),
                            status.path("phase").asText(),
                            status.path("startTimestamp").asText()));
        }
    }

    @Override
    public Optional<String> create(Item backup) {
        try {
            Item created = cluster.create(BACKUPS, backup, FIELD_MANAGER);
            return Optional.of(created.text("/metadata/uid"));
        } catch (ClusterException e) {
            if (e.reason() == ClusterException.Reason.ALREADY_EXISTS) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public boolean createVolume(Item volume) {
        try {
            cluster.create(VOLUMES, volume, FIELD_MANAGER);
            return true;
        } catch (ClusterException e) {
            if (e.reason() != ClusterException.Reason.ALREADY_EXISTS) {
                throw e;
            }
            String owner = volume.labels().getOrDefault(Labels.BACKUP_UID, "");
            return cluster.get(VOLUMES, namespace, volume.key().name())
                    .filter(existing -> owner.equals(existing.labels().get(Labels.BACKUP_UID)))
                    .isPresent();
        }
    }

    @Override
    public void delete(String backup, String uid) {
        try {
            cluster.delete(BACKUPS, new ItemKey(SyncedBackup.BACKUPS, namespace, backup), uid);
        } catch (ClusterException e) {
            if (e.reason() != ClusterException.Reason.CONFLICT) { // another one of its name
                throw e;
            }
        }
    }

    @Override
    public void markVolumes(String backup, String mark) {
        ObjectNode patch = Json.object();
        ObjectNode labels = patch.putObject("metadata").putObject("labels");
        if (mark.isEmpty()) {
            labels.putNull(Labels.POD_VOLUMES);
        } else {
            labels.put(Labels.POD_VOLUMES, mark);
        }
        cluster.patch(BACKUPS, new ItemKey(SyncedBackup.BACKUPS, namespace, backup), patch);
    }
}
