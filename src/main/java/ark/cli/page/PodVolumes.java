package ark.cli.page;

import ark.api.v1.GoTime;
import ark.cli.output.HumanTime;
import ark.cli.output.Page;
import ark.cli.output.Quantity;
import ark.item.Item;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The pod volume backups of a backup, or the pod volume restores of a restore, on its page.
public final class PodVolumes {
    private static final String IN_PROGRESS = "In Progress";
    private static final List<String> GROUPS = List.of("Completed", "Failed", IN_PROGRESS, "New");

    private final List<Item> volumes;
    private final String verb;

    /// The volumes of one page.
    ///
    /// @param done what a finished one is: `stored`, `restored`
    public PodVolumes(List<Item> volumes, String done) {
        this.volumes = List.copyOf(volumes);
        this.verb = done;
    }

    /// As lines of the block Volumes.
    public List<StateBlocks.Volume> states() {
        return volumes.stream().map(this::state).toList();
    }

    private StateBlocks.Volume state(Item volume) {
        String message = volume.text("/status/message");
        String path = pod(volume) + "/" + volume.text("/spec/volume");
        return switch (volume.text("/status/phase")) {
            case "Completed" -> new StateBlocks.Volume(path, verb, completed(volume));
            case "Failed" -> new StateBlocks.Volume(path, "FAILED", List.of(message));
            case "Canceled" -> new StateBlocks.Volume(path, "canceled", List.of(message));
            case "", "New" -> new StateBlocks.Volume(path, "waiting", List.of(message));
            default -> new StateBlocks.Volume(path, "running", List.of(percent(volume).strip()));
        };
    }

    private static List<String> completed(Item volume) {
        // A backup has the snapshot in its status, a restore in its spec.
        String snapshot = volume.text("/status/snapshotID") + volume.text("/spec/snapshotID");
        long bytes = volume.at("/status/progress/totalBytes").asLong();
        var size = new ArrayList<String>();
        if (bytes > 0) {
            size.add(Quantity.bytes(bytes));
        }
        took(volume).ifPresent(size::add);
        return List.of(
                snapshot.isEmpty() ? "empty" : uploader(volume) + " " + snapshot,
                String.join(", ", size));
    }

    private static java.util.Optional<String> took(Item volume) {
        try {
            Duration took =
                    Duration.between(
                            GoTime.parse(volume.text("/status/startTimestamp")),
                            GoTime.parse(volume.text("/status/completionTimestamp")));
            return java.util.Optional.of(
                    took.isZero() ? "1 s" : HumanTime.took(took).replace(".0 s", " s"));
        } catch (IllegalArgumentException e) {
            return java.util.Optional.empty();
        }
    }

    private static String uploader(Item volume) {
        String uploader = volume.text("/spec/uploaderType");
        return uploader.isEmpty() ? "restic" : uploader;
    }

    private static String pod(Item volume) {
        return volume.text("/spec/pod/namespace") + "/" + volume.text("/spec/pod/name");
    }

    /// The reference's section, such as `Restic Backups:`; nothing when there are no volumes.
    ///
    /// Source: Velero 1.9.7, `backup describe`; 1.18 for other uploaders.
    ///
    /// @param heading `Backups` or `Restores`
    public void section(Page page, String heading, boolean details) {
        if (volumes.isEmpty()) {
            return;
        }
        String uploader = uploader(volumes.getFirst());
        String title = uploader.substring(0, 1).toUpperCase(Locale.ROOT) + uploader.substring(1);
        page.blank();
        page.line(
                0,
                title
                        + " "
                        + heading
                        + (details ? ":" : " (specify --details for more information):"));
        for (String group : GROUPS) {
            List<Item> members = volumes.stream().filter(v -> group(v).equals(group)).toList();
            if (!members.isEmpty()) {
                group(page, group, members, details);
            }
        }
    }

    private static void group(Page page, String group, List<Item> members, boolean details) {
        if (!details) {
            page.row(1, group, members.size());
            return;
        }
        page.line(1, group + ":");
        byPod(group, members)
                .forEach((pod, names) -> page.line(2, pod + ": " + String.join(", ", names)));
    }

    private static Map<String, Set<String>> byPod(String group, List<Item> members) {
        Map<String, Set<String>> byPod = new TreeMap<>();
        for (Item volume : members) {
            String percent = group.equals(IN_PROGRESS) ? percent(volume) : "";
            byPod.computeIfAbsent(pod(volume), _ -> new TreeSet<>())
                    .add(volume.text("/spec/volume") + percent);
        }
        return byPod;
    }

    /// The same for programs, as a member of `parent`.
    ///
    /// Source, with the spelling: Velero 1.18, `backup describe -o json`.
    ///
    /// @param member `podVolumeBackups` or `podVolumeRestores`
    public void document(ObjectNode parent, String member, boolean details) {
        if (volumes.isEmpty()) {
            parent.put(member, "<none included>");
            return;
        }
        ObjectNode section = parent.putObject(member);
        section.put("uploderType", uploader(volumes.getFirst()));
        ObjectNode groups = section.putObject(member + "Details");
        for (String group : GROUPS) {
            List<Item> members = volumes.stream().filter(v -> group(v).equals(group)).toList();
            if (details && !members.isEmpty()) {
                ArrayNode pods = groups.putArray(group);
                byPod(group, members)
                        .forEach(
                                (pod, names) ->
                                        pods.addObject().put(pod, String.join(", ", names)));
            } else if (!members.isEmpty()) {
                groups.put(group, members.size());
            }
        }
    }

    private static String group(Item volume) {
        return switch (volume.text("/status/phase")) {
            case "Completed" -> "Completed";
            case "Failed", "Canceled" -> "Failed";
            case "", "New" -> "New";
            default -> IN_PROGRESS;
        };
    }

    /// ` (12.34%)`, or "" when the size is not known yet.
    private static String percent(Item volume) {
        long total = volume.at("/status/progress/totalBytes").asLong();
        long done = volume.at("/status/progress/bytesDone").asLong();
        return total <= 0 ? "" : String.format(Locale.ROOT, " (%.2f%%)", 100.0 * done / total);
    }
}
