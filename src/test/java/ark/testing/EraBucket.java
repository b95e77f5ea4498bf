package ark.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Buckets as servers of earlier eras left them, made by hand: which keys there are, how each is
/// packed, and how Go prints what lies in it. Each holds one backup of the namespace `shop`, named
/// like its era, with the ConfigMap `settings` and the pod `db-0`, whose claim and emptyDir were
/// asked for.
///
/// Source of layouts, files and fields: Ark 0.8.3 and 0.9.11 (pkg/cloudprovider/backup_service.go,
/// pkg/apis/ark/v1), 0.10 and 0.11, Velero 1.0 and 1.10 to 1.18 (pkg/persistence), as facts.
public final class EraBucket {
    private final Path bucket;

    /// @param bucket a folder that stands for it; made when it does not exist
    public EraBucket(Path bucket) {
        this.bucket = bucket;
    }

    /// Ark 0.8: at the bucket's root, without restic and without times; snapshots of volumes are
    /// noted in the metadata only. Its structs print what is not set as null.
    ///
    /// @param volume a PersistentVolume with a snapshot, `pv-1`; "" when none was taken
    public void ark08(String volume) {
        file("ark-08/ark-backup.json", arkBackup("ark-08", "Completed", "", volume));
        file("ark-08/ark-08-logs.gz", gzip("time=\"2018-04-02T07:00:01Z\" level=info\n"));
        Map<String, String> archive = objects("ark.heptio.com", Map.of());
        archive.replaceAll(
                (_, json) -> json.replaceFirst("\"annotations\":\\{\"backup[^}]*},", ""));
        file("ark-08/ark-08.tar.gz", tar(archive)); // nobody asked for what there was not
    }

    /// Ark 0.9: as before, with times; the snapshots of restic are annotations of the pod in the
    /// archive and lie in a bucket of their own. One object could not be backed up.
    ///
    /// @param snapshots of restic, by the pod's volumes; none: no volume was captured
    public void ark09(Map<String, String> snapshots) {
        String times =
                "\"startTimestamp\": \"2018-10-02T07:00:00Z\",\n"
                        + "    \"completionTimestamp\": null,\n    ";
        file("ark-09/ark-backup.json", arkBackup("ark-09", "Failed", times, ""));
        file("ark-09/ark-09-logs.gz", gzip("time=\"2018-10-02T07:00:01Z\" level=info\n"));
        file("ark-09/ark-09.tar.gz", tar(objects("ark.heptio.com", snapshots)));
        file("ark-09/restore-r1-logs.gz", gzip("time=\"2018-10-03T07:00:01Z\" level=info\n"));
        file(
                "ark-09/restore-r1-results.gz",
                gzip(
                        "{\"warnings\":{\"ark\":null,\"cluster\":null,\"namespaces\":null},\"errors\":{}}\n"));
    }

    /// Ark 0.10: below `backups/`, beside the cache hint that only such servers had.
    public void ark10() {
        String times =
                "\"startTimestamp\": \"2018-12-02T07:00:00Z\",\n"
                        + "    \"completionTimestamp\": \"2018-12-02T07:00:41Z\",\n    ";
        file("metadata/revision", "0b4e7f3c-6a06-4b3a-8d0e-1d7f6f7c2a11".getBytes(UTF_8));
        file("backups/ark-10/ark-backup.json", arkBackup("ark-10", "Completed", times, ""));
        file("backups/ark-10/ark-10-logs.gz", gzip("time=\"2018-12-02T07:00:01Z\" level=info\n"));
        file("backups/ark-10/ark-10-volumesnapshots.json.gz", gzip("[]\n"));
        file("backups/ark-10/ark-10.tar.gz", tar(objects("ark.heptio.com", Map.of())));
        file("restores/r2/restore-r2-logs.gz", gzip("time=\"2018-12-03T07:00:01Z\" level=info\n"));
    }

    /// Ark 0.11 and Velero 1.0: `velero-backup.json`, an archive that names its format, and still
    /// no list of pod volume backups.
    public void velero10() {
        file("backups/velero-10/velero-backup.json", veleroBackup("velero-10", "", ""));
        file("backups/velero-10/velero-10-logs.gz", gzip("time=\"2019-06-02T07:00:01Z\"\n"));
        file("backups/velero-10/velero-10-volumesnapshots.json.gz", gzip("null\n"));
        Map<String, String> archive = new LinkedHashMap<>();
        archive.put("metadata/version", "1\n");
        archive.putAll(objects("velero.io", Map.of()));
        file("backups/velero-10/velero-10.tar.gz", tar(archive));
    }

    /// Velero 1.10 and later: what it has besides, and a repository of kopia.
    public void velero110() {
        String more = ",\n    \"uploaderType\": \"kopia\",\n    \"defaultVolumesToFsBackup\": true";
        String status = ",\n    \"backupItemOperationsAttempted\": 1,\n    \"hookStatus\": {}";
        String prefix = "backups/velero-110/velero-110";
        file("kopia/shop/kopia.repository.f", "{}".getBytes(UTF_8));
        file("backups/velero-110/velero-backup.json", veleroBackup("velero-110", more, status));
        file(prefix + "-logs.gz", gzip("time=\"2024-06-02T07:00:01Z\"\n"));
        file(prefix + "-volumesnapshots.json.gz", gzip("[]\n"));
        file(prefix + "-podvolumebackups.json.gz", gzip(KOPIA + "\n"));
        file(prefix + "-resource-list.json.gz", gzip("{\"v1/Pod\":[\"shop/db-0\"]}\n"));
        file(prefix + "-itemoperations.json.gz", gzip("[]\n"));
        file(prefix + "-results.gz", gzip("{\"errors\":{},\"warnings\":{}}\n"));
        file(prefix + "-volumeinfo.json.gz", gzip("[]\n"));
        Map<String, String> archive = new LinkedHashMap<>();
        archive.put("metadata/version", "1.1.0\n");
        objects("velero.io", Map.of())
                .forEach(
                        (path, json) -> {
                            archive.put(path, json); // 1.18 has the plain path first
                            archive.put(
                                    path.replaceFirst(
                                            "^(resources/[a-z]+)/", "$1/v1-preferredversion/"),
                                    json);
                        });
        file(prefix + ".tar.gz", tar(archive));
    }

    private static final String KOPIA =
            """
            [{"metadata":{"name":"velero-110-x","namespace":"velero",\
            "annotations":{"velero.io/pvc-name":"data-db-0"}},\
            "spec":{"node":"n1","pod":{"kind":"Pod","namespace":"shop","name":"db-0","uid":"u4"},\
            "volume":"data","backupStorageLocation":"default","repoIdentifier":"",\
            "uploaderType":"kopia"},\
            "status":{"phase":"Completed","snapshotID":"1d3e5f7a9b0c2d4e6f8091a2b3c4d5e6","path":"/host_pods/x"}}]""";

    /// As Ark's metadata is printed, with a null for everything that is not set.
    private static byte[] arkBackup(String name, String phase, String times, String volume) {
        String volumes =
                volume.isEmpty()
                        ? "null"
                        : """
                          {
                                "%s": {
                                  "snapshotID": "snap-0123456789",
                                  "type": "gp2",
                                  "availabilityZone": "us-west-2a"
                                }
                              }"""
                                .formatted(volume);
        return """
        {
          "kind": "Backup",
          "apiVersion": "ark.heptio.com/v1",
          "metadata": {
            "name": "%s",
            "namespace": "heptio-ark",
            "selfLink": "/apis/ark.heptio.com/v1/namespaces/heptio-ark/backups/%s",
            "uid": "0f6e6d3a-c4bb-11e8-a3ba-42010a8a0002",
            "resourceVersion": "4711",
            "generation": 1,
            "creationTimestamp": "2018-04-02T07:00:00Z",
            "labels": {
              "ark-schedule": "daily",
              "ark.heptio.com/storage-location": "default"
            },
            "finalizers": [
              "gc.ark.heptio.com"
            ]
          },
          "spec": {
            "includedNamespaces": [
              "shop"
            ],
            "excludedNamespaces": null,
            "includedResources": null,
            "excludedResources": null,
            "labelSelector": null,
            "snapshotVolumes": null,
            "ttl": "720h0m0s",
            "includeClusterResources": null,
            "hooks": {
              "resources": null
            }
          },
          "status": {
            "version": 1,
            "expiration": "2096-05-02T07:00:00Z",
            "phase": "%s",
            %s"volumeBackups": %s,
            "validationErrors": null
          }
        }"""
                .formatted(name, name, phase, times, volumes)
                .getBytes(UTF_8);
    }

    private static byte[] veleroBackup(String name, String spec, String status) {
        return """
        {
          "kind": "Backup",
          "apiVersion": "velero.io/v1",
          "metadata": {
            "name": "%s",
            "namespace": "velero",
            "uid": "5a1c6d3a-c4bb-11e8-a3ba-42010a8a0002",
            "resourceVersion": "4711",
            "creationTimestamp": "2019-06-02T07:00:00Z",
            "labels": {
              "velero.io/schedule-name": "daily",
              "velero.io/storage-location": "old"
            }
          },
          "spec": {
            "includedNamespaces": [
              "shop"
            ],
            "ttl": "720h0m0s",
            "hooks": {},
            "storageLocation": "old"%s
          },
          "status": {
            "version": 1,
            "expiration": "2096-07-02T07:00:00Z",
            "phase": "Completed",
            "startTimestamp": "2019-06-02T07:00:00Z",
            "completionTimestamp": "2019-06-02T07:00:41Z"%s
          }
        }"""
                .formatted(name, spec, status)
                .getBytes(UTF_8);
    }

    /// What was in the cluster, by path, as the API server printed it.
    private static Map<String, String> objects(String group, Map<String, String> snapshots) {
        var annotations = new StringBuilder();
        snapshots.forEach(
                (volume, id) ->
                        annotations.append(
                                ",\"snapshot.%s/%s\":\"%s\"".formatted(group, volume, id)));
        Map<String, String> objects = new LinkedHashMap<>();
        objects.put("resources/persistentvolumes/cluster/pv-1.json", VOLUME);
        objects.put("resources/persistentvolumeclaims/namespaces/shop/data-db-0.json", CLAIM);
        objects.put(
                "resources/pods/namespaces/shop/db-0.json",
                POD.replace("GROUP", group).replace("ANNOTATIONS", annotations));
        objects.put("resources/configmaps/namespaces/shop/settings.json", SETTINGS);
        objects.put("resources/namespaces/cluster/shop.json", NAMESPACE);
        return objects;
    }

    private static final String VOLUME =
            """
            {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pv-1"},\
            "spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"},\
            "claimRef":{"apiVersion":"v1","kind":"PersistentVolumeClaim","name":"data-db-0",\
            "namespace":"shop","uid":"u3"},"hostPath":{"path":"/nowhere"},\
            "persistentVolumeReclaimPolicy":"Delete"},"status":{"phase":"Bound"}}""";

    private static final String CLAIM =
            """
            {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"annotations":\
            {"pv.kubernetes.io/bind-completed":"yes","pv.kubernetes.io/bound-by-controller":"yes"},\
            "name":"data-db-0","namespace":"shop","uid":"u3"},"spec":{"accessModes":\
            ["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"volumeName":"pv-1"},\
            "status":{"phase":"Bound"}}""";

    private static final String POD =
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"annotations":\
            {"backup.GROUP/backup-volumes":"data,scratch"ANNOTATIONS},\
            "labels":{"ark-restore":"once-before"},"name":"db-0","namespace":"shop","uid":"u4"},\
            "spec":{"containers":[{"command":["sleep","1000000"],"image":"localhost/busybox:1",\
            "name":"main","volumeMounts":[{"mountPath":"/data","name":"data"},\
            {"mountPath":"/scratch","name":"scratch"}]}],"nodeName":"gone",\
            "terminationGracePeriodSeconds":0,\
            "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data-db-0"}},\
            {"emptyDir":{},"name":"scratch"}]},"status":{"phase":"Running"}}""";

    private static final String SETTINGS =
            """
            {"apiVersion":"v1","data":{"colour":"\\u003cred\\u003e"},"kind":"ConfigMap",\
            "metadata":{"creationTimestamp":"2018-01-02T07:00:00Z","name":"settings",\
            "namespace":"shop","resourceVersion":"7","selfLink":"/x","uid":"u1"}}""";

    private static final String NAMESPACE =
            """
            {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","uid":"u2"},\
            "spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}}""";

    private void file(String key, byte[] content) {
        Path file = bucket.resolve(key);
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }

    private static byte[] gzip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory
        }
        return bytes.toByteArray();
    }

    /// Regular files of mode 0755, and no entry for a folder.
    private static byte[] tar(Map<String, String> files) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(UTF_8);
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                entry.setMode(0100755);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory
        }
        return bytes.toByteArray();
    }
}
