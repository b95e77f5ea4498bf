package ark.restore;

import ark.item.Item;
import ark.item.ItemKey;
import ark.podvolume.VolumeOutcome;
import ark.podvolume.VolumeRestores;
import ark.podvolume.VolumeRestores.Contents;
import ark.restore.volume.PodContents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The contents of pods' volumes in one restore: asked for when their pod was created, awaited in
/// the end. What is wrong is an error of the restore as a whole, as upstream has it. For many
/// threads.
final class PodVolumes implements AutoCloseable {
    /// What a pod waits with; see [ark.restore.action.BuiltInActions].
    private static final String WAITING = "restic-wait";

    private static final String MOUNTED = "/restores/";

    private final PodContents contents;
    private final VolumeRestores restores;
    private final RestoreLog log;
    private final VolumeInfo.Lookup claims;
    private final Map<ItemKey, Item> pods = new ConcurrentHashMap<>();

    /// @param restores closed with this
    PodVolumes(
            PodContents contents,
            VolumeRestores restores,
            RestoreLog log,
            VolumeInfo.Lookup claims) {
        this.contents = contents;
        this.restores = restores;
        this.log = log;
        this.claims = claims;
    }

    PodContents contents() {
        return contents;
    }

    /// The volumes that a pod waits for.
    ///
    /// @param pristine as the backup holds it
    List<String> awaitedBy(Item pristine) {
        return contents.of(pristine).contents().stream().map(Contents::volume).toList();
    }

    /// Asks for the contents of the volumes of a pod that was created; returns at once.
    ///
    /// @param pristine as the backup holds it
    /// @param live as it was created
    void begin(Item pristine, Item live) {
        ItemKey pod = live.key();
        PodContents.Found found = contents.of(pristine);
        found.warnings().forEach(warning -> log.warn("pod " + pod.path() + ": " + warning));
        found.problems().forEach(problem -> log.error("pod " + pod.path() + ": " + problem));
        Set<String> awaited = awaited(live);
        var wanted = new ArrayList<Contents>();
        for (Contents one : found.contents()) {
            if (awaited.contains(one.volume())) {
                wanted.add(one);
                log.info(pod, "Restoring volume \"" + one.volume() + "\"");
            } else {
                log.error(
                        "pod %s: the contents of volume \"%s\" are not restored: the pod does not wait for them"
                                .formatted(pod.path(), one.volume()));
            }
        }
        if (!wanted.isEmpty()) {
            pods.put(pod, live);
        }
        restores.request(live, pristine.key().namespace(), wanted);
    }

    /// What the pod really waits for: somebody may have changed it on its way, and a restore that
    /// is resumed finds what an earlier server made of it.
    private static Set<String> awaited(Item live) {
        return live.at("/spec/initContainers")
                .valueStream()
                .filter(container -> container.path("name").asText().equals(WAITING))
                .flatMap(container -> container.path("volumeMounts").valueStream())
                .filter(PodVolumes::below)
                .map(mount -> mount.path("name").asText())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean below(JsonNode mount) {
        return mount.path("mountPath").asText().startsWith(MOUNTED);
    }

    /// Waits until all contents are there, or the time is over, and tells what became of them.
    ///
    /// @return the same, for the file beside the log
    List<VolumeInfo> finish() throws InterruptedException {
        var told = new ArrayList<VolumeInfo>();
        for (VolumeOutcome outcome : restores.awaitAll()) {
            ItemKey pod = outcome.volume().pod();
            String volume = outcome.volume().name();
            if (outcome.completed()) {
                log.info(pod, "Restored volume \"" + volume + "\"");
            } else {
                // Source of the first words: Velero 1.9.7, pkg/restic/restorer.go.
                log.error(
                        "pod volume restore failed: pod %s, volume \"%s\": %s"
                                .formatted(pod.path(), volume, outcome.message()));
            }
            Optional.ofNullable(pods.get(pod))
                    .ifPresent(live -> told.add(new VolumeInfo(live, outcome, claims)));
        }
        return told;
    }

    /// Asks for nothing more; what was asked for goes on.
    @Override
    public void close() {
        restores.close();
    }
}
