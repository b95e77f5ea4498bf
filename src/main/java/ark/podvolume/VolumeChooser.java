package ark.podvolume;

import ark.api.v1.Annotations;
import ark.cluster.ClusterException;
import ark.item.Item;
import ark.item.ItemKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Chooses the volumes of pods whose contents are captured. Asks nobody but for claims; remembers
/// whose claim it has chosen already, since two pods may share one. For one backup and one thread.
///
/// Source of the rules: Velero 1.9.7 and 1.18, pkg/restic and pkg/podvolume.
public final class VolumeChooser {
    /// The emptyDir into which a node agent tells a restored pod that its volumes are there.
    public static final String SIGNALS = "ark-restore";

    private static final String NOT_FILES = "it is a block device, and has no files to back up";
    private static final String MIRROR = "kubernetes.io/config.mirror";

    /// Their contents are objects, and are backed up as such.
    private static final Set<String> OBJECTS =
            Set.of("secret", "configMap", "projected", "downwardAPI");

    /// Their contents are not the pod's.
    private static final Map<String, String> FOREIGN =
            Map.of(
                    "hostPath", "hostPath volumes are not supported",
                    "image", "it is a container image");

    private final boolean every;
    private final Claim.Lookup claims;
    private final Map<String, ItemKey> taken = new HashMap<>();

    /// What was decided about one volume.
    public sealed interface Choice {
        PodVolume volume();

        /// It shall be captured.
        ///
        /// @param claim [Claim#NONE] when there is none behind it
        record Chosen(PodVolume volume, Claim claim) implements Choice {}

        /// It is not captured.
        ///
        /// @param reason a sentence: `the pod is not running but Pending`
        record Declined(PodVolume volume, String reason, Weight weight) implements Choice {}
    }

    /// How bad it is that a volume is not captured.
    public enum Weight {
        /// Nobody asked for it.
        NOTE,
        /// It would be captured if it could.
        WARNING,
        /// Somebody asked for it by name, or it is broken.
        ERROR
    }

    /// Whether a volume was asked for.
    private enum Ask {
        BY_NAME,
        WITH_ALL,
        EXCLUDED,
        NOT
    }

    /// A chooser for one backup.
    ///
    /// @param every whether volumes are captured that nobody named
    public VolumeChooser(boolean every, Claim.Lookup claims) {
        this.every = every;
        this.claims = claims;
    }

    /// Decides about each volume of a pod. Those whose contents are objects (Secrets, ConfigMaps,
    /// tokens) are not mentioned unless somebody named them.
    ///
    /// @throws ClusterException `CANCELLED`
    public List<Choice> choose(Item pod) {
        Set<String> named = asked(pod);
        var unknown = new TreeSet<>(every ? Set.of() : named);
        var choices = new ArrayList<Choice>();
        for (JsonNode volume : pod.at("/spec/volumes")) {
            String name = volume.path("name").asText();
            unknown.remove(name);
            if (!isSignals(volume)) {
                choice(pod, volume, ask(pod, name, named)).ifPresent(choices::add);
            }
        }
        for (String name : unknown) {
            choices.add(
                    running(pod)
                            ? declined(pod, name, "the pod has no such volume", Weight.ERROR)
                            : notRunning(pod, name));
        }
        return List.copyOf(choices);
    }

    /// The volumes that a pod's annotations ask for, of either era.
    public static Set<String> asked(Item pod) {
        Set<String> names = names(pod, Annotations.BACKUP_VOLUMES);
        names.addAll(names(pod, Annotations.ARK_BACKUP_VOLUMES));
        return names;
    }

    private static Set<String> names(Item pod, String annotation) {
        var names = new TreeSet<String>();
        for (String name : pod.annotations().getOrDefault(annotation, "").split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

    /// Whether a volume of a pod is the one that Ark put there for its signals.
    static boolean isSignals(JsonNode volume) {
        return volume.path("name").asText().equals(SIGNALS) && volume.has("emptyDir");
    }

    private Ask ask(Item pod, String name, Set<String> named) {
        if (!every) {
            return named.contains(name) ? Ask.BY_NAME : Ask.NOT;
        }
        return names(pod, Annotations.BACKUP_VOLUMES_EXCLUDES).contains(name)
                ? Ask.EXCLUDED
                : Ask.WITH_ALL;
    }

    private Optional<Choice> choice(Item pod, JsonNode volume, Ask ask) {
        String name = volume.path("name").asText();
        boolean object = OBJECTS.stream().anyMatch(volume::has);
        if (object && ask != Ask.BY_NAME) {
            return Optional.empty();
        }
        Optional<String> foreign =
                FOREIGN.keySet().stream().filter(volume::has).findFirst().map(FOREIGN::get);
        return Optional.of(
                switch (ask) {
                    case NOT -> declined(pod, name, foreign.orElse("not asked for"), Weight.NOTE);
                    case EXCLUDED ->
                            declined(
                                    pod,
                                    name,
                                    "excluded by the annotation "
                                            + Annotations.BACKUP_VOLUMES_EXCLUDES,
                                    Weight.NOTE);
                    case BY_NAME -> {
                        Optional<String> never =
                                object
                                        ? Optional.of("its contents are objects of the cluster")
                                        : foreign;
                        yield never.isPresent()
                                ? impossible(pod, name, never.get(), Weight.ERROR)
                                : examined(pod, volume, Weight.ERROR);
                    }
                    case WITH_ALL ->
                            foreign.isPresent()
                                    ? declined(pod, name, foreign.get(), Weight.NOTE)
                                    : examined(pod, volume, Weight.WARNING);
                });
    }

    /// @param loss what it means when the volume cannot be captured
    private Choice examined(Item pod, JsonNode volume, Weight loss) {
        String name = volume.path("name").asText();
        String claim = claimOf(pod, volume);
        ItemKey other = taken.get(pod.key().namespace() + "/" + claim);
        if (!claim.isEmpty() && other != null) {
            String reason = "its claim " + claim + " is captured with pod " + other.name();
            return declined(pod, name, reason, Weight.NOTE);
        }
        if (pod.annotations().containsKey(MIRROR)) {
            return impossible(pod, name, "the pod is a static one of its node", loss);
        }
        if (!running(pod)) {
            return notRunning(pod, name);
        }
        if (!mounted(pod, "volumeMounts", name)) {
            boolean block = mounted(pod, "volumeDevices", name);
            return declined(pod, name, block ? NOT_FILES : "no container mounts it", loss);
        }
        return claim.isEmpty()
                ? new Choice.Chosen(new PodVolume(pod.key(), name), Claim.NONE)
                : claimed(pod, name, claim, loss);
    }

    private Choice claimed(Item pod, String name, String claim, Weight loss) {
        Optional<Claim> found;
        try {
            found = claims.find(pod.key().namespace(), claim);
        } catch (ClusterException e) {
            if (e.reason() == ClusterException.Reason.CANCELLED) {
                throw e;
            }
            String reason = "its claim " + claim + " cannot be read: " + e.getMessage();
            return declined(pod, name, reason, Weight.ERROR);
        }
        if (found.isEmpty()) {
            String reason = "its claim " + claim + " does not exist";
            return declined(pod, name, reason, Weight.ERROR);
        }
        return switch (found.get().backing()) {
            case BLOCK -> declined(pod, name, NOT_FILES, loss);
            case HOST_PATH ->
                    declined(pod, name, "its persistent volume is a hostPath volume", loss);
            case FILES -> {
                taken.put(pod.key().namespace() + "/" + claim, pod.key());
                yield new Choice.Chosen(new PodVolume(pod.key(), name), found.get());
            }
        };
    }

    /// The name of the claim behind a volume, or "".
    ///
    /// Source for those that a pod makes itself: Kubernetes, "Ephemeral Volumes".
    public static String claimOf(Item pod, JsonNode volume) {
        return volume.has("ephemeral")
                ? pod.key().name() + "-" + volume.path("name").asText()
                : volume.at("/persistentVolumeClaim/claimName").asText();
    }

    private static boolean running(Item pod) {
        return pod.text("/status/phase").equals("Running");
    }

    private static boolean mounted(Item pod, String how, String volume) {
        List<JsonNode> containers = new ArrayList<>();
        pod.at("/spec/containers").forEach(containers::add);
        for (JsonNode container : pod.at("/spec/initContainers")) {
            if (container.path("restartPolicy").asText().equals("Always")) {
                containers.add(container); // it runs beside the others
            }
        }
        return containers.stream()
                .flatMap(container -> container.path(how).valueStream())
                .anyMatch(mount -> mount.path("name").asText().equals(volume));
    }

    private static Choice notRunning(Item pod, String name) {
        String phase = pod.text("/status/phase");
        return declined(
                pod,
                name,
                "the pod is not running" + (phase.isEmpty() ? "" : " but " + phase),
                Weight.WARNING);
    }

    /// A pod that does not run has no contents that could be missed.
    private static Choice impossible(Item pod, String name, String reason, Weight loss) {
        return running(pod) ? declined(pod, name, reason, loss) : notRunning(pod, name);
    }

    private static Choice declined(Item pod, String name, String reason, Weight weight) {
        return new Choice.Declined(new PodVolume(pod.key(), name), reason, weight);
    }
}
