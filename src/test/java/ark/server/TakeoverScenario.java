package ark.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/// Something that a server is in the middle of when it dies, and how it must end.
interface TakeoverScenario {
    Set<String> ENDED = Set.of("Completed", "PartiallyFailed", "Failed", "FailedValidation");

    /// What the first server has to do before; the point is not reached in it.
    default void prepare(TakeoverWorld world) throws Exception {}

    /// Makes a server work until it dies.
    void trigger(TakeoverWorld world) throws Exception;

    /// Whether the next one has come to an end, good or bad.
    boolean settled(TakeoverWorld world) throws Exception;

    /// Whether that is the right one.
    void judge(TakeoverWorld world) throws Exception;

    /// What must be possible afterwards.
    default void goOn(TakeoverWorld world) throws Exception {}

    /// Who looks after the volumes of the node.
    enum Attendance {
        AGENT,
        /// There seems to be an agent, which does nothing.
        NOBODY
    }

    /// Asks for a restore of `b1` into another namespace.
    static void requestRestore(TakeoverWorld world) {
        world.runs.create(
                "Restore",
                "r1",
                "{backupName: b1, namespaceMapping: {%s: %s}}"
                        .formatted(world.shop(), world.copy()));
    }

    static boolean ended(TakeoverWorld world, String kind, String name) {
        return ENDED.contains(world.text(kind, name, "/status/phase"));
    }

    private static void delete(TakeoverWorld world, String kind, String name) {
        Resources.all(world.client, world.namespace, kind).withName(name).delete();
    }

    private static String backUp(TakeoverWorld world, String name) {
        return world.runs.backup(name, "{includedNamespaces: [%s]}".formatted(world.shop()));
    }

    /// A backup of an application with a volume.
    ///
    /// @param phase that it must end in
    record OfBackup(String phase, Attendance attendance) implements TakeoverScenario {
        @Override
        public void prepare(TakeoverWorld world) throws IOException {
            world.playNode(attendance == Attendance.AGENT);
        }

        @Override
        public void trigger(TakeoverWorld world) {
            world.runs.create("Backup", "b1", "{includedNamespaces: [%s]}".formatted(world.shop()));
        }

        @Override
        public boolean settled(TakeoverWorld world) throws Exception {
            return ended(world, "Backup", "b1")
                    && (phase.equals("Completed") || world.snapshots("b1") == 0)
                    && (attendance == Attendance.NOBODY || !saysThatSnapshotsAreLeft(world));
        }

        private static boolean saysThatSnapshotsAreLeft(TakeoverWorld world) {
            return world.text("Backup", "b1", "/metadata/annotations")
                    .contains("ark.dev/snapshots-left");
        }

        @Override
        public void judge(TakeoverWorld world) throws Exception {
            assertThat(world.text("Backup", "b1", "/status/phase")).isEqualTo(phase);
            assertThat(world.phases("PodVolumeBackup"))
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(ENDED::contains);
            if (phase.equals("Completed")) {
                assertThat(world.phases("PodVolumeBackup")).containsExactly("Completed");
                assertThat(world.snapshots("b1")).isEqualTo(1);
            } else {
                assertThat(world.text("Backup", "b1", "/status/failureReason"))
                        .startsWith("get a backup with status \"InProgress\"");
                assertThat(world.snapshots("b1")).isZero();
            }
        }

        @Override
        public void goOn(TakeoverWorld world) throws Exception {
            if (attendance == Attendance.AGENT && phase.equals("Failed")) {
                delete(world, "Backup", "b1");
                await().atMost(TakeoverWorld.PATIENCE).until(() -> !world.exists("Backup", "b1"));
                assertThat(backUp(world, "b1")).isEqualTo("Completed");
                assertThat(world.snapshots("b1")).isEqualTo(1);
            }
        }
    }

    /// A restore into another namespace.
    record OfRestore() implements TakeoverScenario {
        @Override
        public void prepare(TakeoverWorld world) throws IOException {
            world.playNode(true);
            assertThat(backUp(world, "b1")).isEqualTo("Completed");
        }

        @Override
        public void trigger(TakeoverWorld world) {
            requestRestore(world);
        }

        @Override
        public boolean settled(TakeoverWorld world) {
            return ended(world, "Restore", "r1");
        }

        @Override
        public void judge(TakeoverWorld world) throws Exception {
            assertThat(world.text("Restore", "r1", "/status/phase")).isEqualTo("Completed");
            assertThat(world.text("Restore", "r1", "/status/errors")).isEmpty();
            assertThat(world.uids().keySet())
                    .contains("ConfigMap c0", "ConfigMap c1", "ConfigMap c2", "Pod db");
            assertThat(world.phases("PodVolumeRestore")).containsExactly("Completed");
            assertThat(world.restoredVolume().resolve("f")).hasContent("hello");
            assertThat(world.runs.results("r1").errors().count()).isZero();
            assertThat(world.runs.log("r1")).contains("Restore completed");
        }
    }

    /// The deletion of a backup that was restored, and of no other.
    record OfDeletion() implements TakeoverScenario {
        @Override
        public void prepare(TakeoverWorld world) throws Exception {
            world.playNode(true);
            assertThat(backUp(world, "b1")).isEqualTo("Completed");
            assertThat(backUp(world, "b2")).isEqualTo("Completed");
            assertThat(
                            world.runs.restore(
                                    "r1",
                                    "{backupName: b1, includedResources: [configmaps],"
                                            + " namespaceMapping: {%s: %s}}"
                                                    .formatted(world.shop(), world.copy())))
                    .isEqualTo("Completed");
        }

        @Override
        public void trigger(TakeoverWorld world) {
            world.runs.create("DeleteBackupRequest", "d1", "{backupName: b1}");
        }

        @Override
        public boolean settled(TakeoverWorld world) {
            return !world.exists("Backup", "b1")
                    && !world.exists("Restore", "r1")
                    && !world.exists("DeleteBackupRequest", "d1");
        }

        @Override
        public void judge(TakeoverWorld world) throws Exception {
            assertThat(world.bucket.resolve("backups/b1")).doesNotExist();
            assertThat(world.bucket.resolve("restores/r1")).doesNotExist();
            assertThat(world.snapshots("b1")).isZero();
            assertThat(world.snapshots("b2")).isEqualTo(1);
            assertThat(world.text("Backup", "b2", "/status/phase")).isEqualTo("Completed");
            await().atMost(TakeoverWorld.PATIENCE) // collected by the cluster
                    .until(() -> world.all("PodVolumeBackup").size() == 1);
        }
    }

    /// Two backups in the bucket that are not in the cluster, with two volumes each.
    record OfSync() implements TakeoverScenario {
        @Override
        public void trigger(TakeoverWorld world) throws IOException {
            plant(world, List.of("f1", "f2"));
        }

        static void plant(TakeoverWorld world, List<String> names) throws IOException {
            for (String name : names) {
                Path at = Files.createDirectories(world.bucket.resolve("backups").resolve(name));
                try (OutputStream file =
                                Files.newOutputStream(
                                        at.resolve(name + "-podvolumebackups.json.gz"));
                        var gzip = new GZIPOutputStream(file)) {
                    gzip.write(
                            List.of(volume(name, "v1"), volume(name, "v2"))
                                    .toString()
                                    .getBytes(UTF_8));
                }
                Files.writeString(
                        at.resolve("velero-backup.json"),
                        """
                        {"kind": "Backup", "apiVersion": "velero.io/v1",
                         "metadata": {"name": "%s"}, "spec": {},
                         "status": {"phase": "Completed",
                           "startTimestamp": "2026-11-21T16:15:17Z"}}
                        """
                                .formatted(name));
            }
        }

        private static String volume(String backup, String name) {
            return """
                {"metadata": {"name": "%s-%s"},
                 "spec": {"node": "n", "volume": "data",
                   "pod": {"namespace": "shop", "name": "web", "uid": "p1"}},
                 "status": {"phase": "Completed", "snapshotID": "0a1b2c3d"}}
                """
                    .formatted(backup, name);
        }

        @Override
        public boolean settled(TakeoverWorld world) {
            return isShown(world, "f1") && isShown(world, "f2");
        }

        static boolean isShown(TakeoverWorld world, String name) {
            return world.exists("Backup", name)
                    && !world.text("Backup", name, "/metadata/labels")
                            .contains("ark.dev/pod-volumes")
                    && world.all("PodVolumeBackup").stream()
                                    .filter(
                                            each ->
                                                    each.getMetadata()
                                                            .getName()
                                                            .startsWith(name + "-"))
                                    .count()
                            == 2;
        }

        @Override
        public void judge(TakeoverWorld world) {
            assertThat(world.phases("Backup")).containsExactly("Completed", "Completed");
            assertThat(world.phases("PodVolumeBackup")).hasSize(4).containsOnly("Completed");
        }
    }

    /// Two of three backups are lost to the bucket.
    record OfLoss() implements TakeoverScenario {
        @Override
        public void prepare(TakeoverWorld world) throws IOException {
            List<String> all = List.of("f1", "f2", "f3");
            OfSync.plant(world, all);
            await().atMost(TakeoverWorld.PATIENCE)
                    .until(() -> all.stream().allMatch(name -> OfSync.isShown(world, name)));
        }

        @Override
        public void trigger(TakeoverWorld world) throws IOException {
            for (String name : List.of("f1", "f2")) {
                Path lost = world.bucket.resolve("backups").resolve(name);
                Files.delete(lost.resolve("velero-backup.json"));
                Files.delete(lost.resolve(name + "-podvolumebackups.json.gz"));
                Files.delete(lost);
            }
        }

        @Override
        public boolean settled(TakeoverWorld world) {
            return !world.exists("Backup", "f1") && !world.exists("Backup", "f2");
        }

        @Override
        public void judge(TakeoverWorld world) {
            assertThat(OfSync.isShown(world, "f3")).isTrue();
        }
    }

    /// A schedule whose first run is due.
    record OfSchedule() implements TakeoverScenario {
        @Override
        public void trigger(TakeoverWorld world) {
            Resources.create(
                    world.client,
                    world.namespace,
                    """
                    apiVersion: velero.io/v1
                    kind: Schedule
                    metadata:
                      name: daily
                      annotations: {ark.dev/first-run: immediately}
                    spec:
                      schedule: "@every 24h"
                      template: {includedNamespaces: [%s]}
                    """
                            .formatted(world.shop()));
        }

        @Override
        public boolean settled(TakeoverWorld world) {
            return !world.text("Schedule", "daily", "/status/lastBackup").isEmpty()
                    && !world.phases("Backup").isEmpty()
                    && ENDED.containsAll(world.phases("Backup"));
        }

        @Override
        public void judge(TakeoverWorld world) {
            assertThat(world.phases("Backup")).containsExactly("Completed");
            assertThat(world.text("Schedule", "daily", "/metadata/annotations"))
                    .doesNotContain("ark.dev/open-run", "ark.dev/missed-runs");
        }
    }
}
