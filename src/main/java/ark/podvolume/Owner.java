package ark.podvolume;

import ark.api.v1.Labels;
import ark.api.v1.VeleroKind;
import ark.item.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The Backup or Restore for which volumes are captured or restored.
///
/// @param namespace of it and of all custom resources
public record Owner(Of of, String namespace, String name, String uid) {
    /// What it is.
    public enum Of {
        BACKUP(
                VeleroKind.BACKUP,
                VeleroKind.POD_VOLUME_BACKUP,
                Labels.BACKUP_NAME,
                Labels.BACKUP_UID),
        RESTORE(
                VeleroKind.RESTORE,
                VeleroKind.POD_VOLUME_RESTORE,
                Labels.RESTORE_NAME,
                Labels.RESTORE_UID);

        private final VeleroKind kind;
        private final VeleroKind volumes;
        private final String nameLabel;
        private final String uidLabel;

        Of(VeleroKind kind, VeleroKind volumes, String nameLabel, String uidLabel) {
            this.kind = kind;
            this.volumes = volumes;
            this.nameLabel = nameLabel;
            this.uidLabel = uidLabel;
        }

        /// The kind that has one object per volume.
        VeleroKind volumes() {
            return volumes;
        }
    }

    public static Owner backup(String namespace, String name, String uid) {
        return new Owner(Of.BACKUP, namespace, name, uid);
    }

    public static Owner restore(String namespace, String name, String uid) {
        return new Owner(Of.RESTORE, namespace, name, uid);
    }

    /// Selects the objects of this very owner's volumes.
    String selector() {
        return of.uidLabel + "=" + uid;
    }

    /// Metadata of an object that belongs to the owner.
    ///
    /// @param objectName see [ObjectNames]
    ObjectNode metadata(String objectName) {
        ObjectNode metadata = Json.object();
        metadata.put("name", objectName)
                .put("generateName", name + "-")
                .put("namespace", namespace);
        metadata.putObject("labels").put(of.nameLabel, Labels.value(name)).put(of.uidLabel, uid);
        ArrayNode owners = metadata.putArray("ownerReferences");
        owners.addObject()
                .put("apiVersion", of.kind.apiVersion())
                .put("kind", of.kind.kind())
                .put("name", name)
                .put("uid", uid)
                .put("controller", true);
        return metadata;
    }
}
