package ark.api.v1;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The label keys of Velero and Ark, and the rule by which a name becomes a label's value.
///
/// Values are [#value] of a name unless it is said otherwise.
public final class Labels {
    /// On what belongs to a backup: pod volume backups, delete requests, every restored object.
    public static final String BACKUP_NAME = "velero.io/backup-name";

    public static final String BACKUP_UID = "velero.io/backup-uid";

    /// On what belongs to a restore: pod volume restores, every restored object.
    public static final String RESTORE_NAME = "velero.io/restore-name";

    public static final String RESTORE_UID = "velero.io/restore-uid";

    /// On a Backup that a schedule made. Upstream writes longer names as they are, which the API
    /// server refuses.
    public static final String SCHEDULE_NAME = "velero.io/schedule-name";

    /// On a Backup and on a repository.
    public static final String STORAGE_LOCATION = "velero.io/storage-location";

    public static final String VOLUME_NAMESPACE = "velero.io/volume-namespace";
    public static final String REPOSITORY_TYPE = "velero.io/repository-type";

    /// On a PodVolumeRestore: the uid of the new pod.
    public static final String POD_UID = "velero.io/pod-uid";

    public static final String PVC_UID = "velero.io/pvc-uid";

    /// On any object: exactly `true` keeps it out of every backup.
    public static final String EXCLUDE_FROM_BACKUP = "velero.io/exclude-from-backup";

    /// On a Backup that could not be expired: `BSLNotFound`, `BSLCannotGet`, `BSLReadOnly`.
    public static final String GC_FAILURE = "velero.io/gc-failure";

    /// On a ConfigMap in the server's namespace that configures a plugin; any value.
    public static final String PLUGIN_CONFIG = "velero.io/plugin-config";

    public static final String VOLUME_SNAPSHOT_NAME = "velero.io/volume-snapshot-name";
    public static final String CSI_VOLUME_SNAPSHOT_CLASS = "velero.io/csi-volumesnapshot-class";

    /// On every object of an installation, with the value [#COMPONENT_VALUE].
    public static final String COMPONENT = "component";

    public static final String COMPONENT_VALUE = "velero";

    /// On every object that Ark up to 0.11 restored: the restore's name. Here on what is restored
    /// from its backups.
    public static final String ARK_RESTORE = "ark-restore";

    /// On a Backup that a schedule of Ark up to 0.11 made.
    public static final String ARK_SCHEDULE = "ark-schedule";

    /// Begins the keys that Ark 0.9 to 0.11 used as `velero.io/` is used since.
    public static final String ARK_PREFIX = "ark.heptio.com/";

    /// As [#PLUGIN_CONFIG], up to Ark 0.11.
    public static final String ARK_PLUGIN_CONFIG = ARK_PREFIX + "plugin-config";

    /// On a Backup that was found in a bucket, while its PodVolumeBackups are not all in the
    /// cluster: [#POD_VOLUMES_PENDING] or [#POD_VOLUMES_INCOMPLETE].
    public static final String POD_VOLUMES = "ark.dev/pod-volumes";

    /// They are being shown; a server that finds it goes on.
    public static final String POD_VOLUMES_PENDING = "pending";

    /// Some could not be shown; the events of the location say why.
    public static final String POD_VOLUMES_INCOMPLETE = "incomplete";

    private static final int MAX_BYTES = 63;
    private static final int KEPT_BYTES = 57;
    private static final int HASH_DIGITS = MAX_BYTES - KEPT_BYTES;

    private Labels() {}

    /// The key that Ark up to 0.11 had for one of Velero's.
    public static String inArk(String key) {
        return key.replaceFirst("^velero\\.io/", ARK_PREFIX);
    }

    /// The label value that stands for a name: the name itself up to 63 bytes, else its first 57
    /// and 6 hexadecimal digits of its SHA-256.
    public static String value(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_BYTES) {
            return name;
        }
        String hash = HexFormat.of().formatHex(sha256(bytes));
        return new String(bytes, 0, KEPT_BYTES, StandardCharsets.UTF_8)
                + hash.substring(0, HASH_DIGITS);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
