package ark.backup.volume;

import ark.item.Item;
import ark.item.ItemKey;
import ark.podvolume.PodVolume;
import ark.podvolume.VolumeBackups;
import ark.podvolume.VolumeChooser;
import ark.podvolume.VolumeChooser.Choice.Chosen;
import ark.podvolume.VolumeChooser.Choice.Declined;
import ark.podvolume.VolumeChooser.Weight;
import ark.podvolume.VolumeOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Captures the volumes of one backup's pods: each is asked for as its pod is met, all are awaited
/// in the end. Asking is for one thread; awaiting is for any. The lock guards the list of what was
/// asked for.
public final class VolumeCapture implements AutoCloseable {
    private final VolumeChooser chooser;
    private final VolumeBackups backups;
    private final Log log;
    private final Consumer<String> namespaces;
    private final List<PodVolume> asked = new ArrayList<>();
    private final List<Declined> declined = new ArrayList<>();
    private final Set<String> claims = new HashSet<>();

    /// Hears what is to be said of a pod.
    public interface Log {
        void info(ItemKey key, String message);

        void warn(ItemKey key, String message);

        void error(ItemKey key, String message);
    }

    /// For one backup.
    ///
    /// @param backups closed with this
    /// @param namespaces hears of each before a volume in it is asked for
    public VolumeCapture(
            VolumeChooser chooser, VolumeBackups backups, Log log, Consumer<String> namespaces) {
        this.chooser = chooser;
        this.backups = backups;
        this.log = log;
        this.namespaces = namespaces;
    }

    /// Chooses among the volumes of a pod and asks for those that are chosen; returns at once.
    public void begin(Item pod) {
        var chosen = new ArrayList<Chosen>();
        var left = new ArrayList<Declined>();
        for (VolumeChooser.Choice choice : chooser.choose(pod)) {
            switch (choice) {
                case Chosen one -> chosen.add(one);
                case Declined one -> left.add(one);
            }
        }
        tell(pod.key(), left);
        declined.addAll(left);
        for (Chosen one : chosen) {
            namespaces.accept(pod.key().namespace());
            synchronized (asked) {
                asked.add(one.volume());
            }
            log.info(pod.key(), "Backing up volume \"" + one.volume().name() + "\"");
            if (!one.claim().name().isEmpty()) {
                claims.add(pod.key().namespace() + "/" + one.claim().name());
            }
        }
        backups.request(pod, chosen);
    }

    /// One sentence for all volumes that one thing keeps from being captured.
    private void tell(ItemKey pod, List<Declined> left) {
        Map<Weight, Map<String, List<Declined>>> byReason =
                left.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Declined::weight,
                                        Collectors.groupingBy(
                                                Declined::reason,
                                                LinkedHashMap::new,
                                                Collectors.toList())));
        byReason.forEach(
                (weight, reasons) ->
                        reasons.forEach(
                                (reason, volumes) -> {
                                    String message = notCaptured(volumes) + reason;
                                    switch (weight) {
                                        case NOTE -> log.info(pod, message);
                                        case WARNING -> log.warn(pod, message);
                                        case ERROR -> log.error(pod, message);
                                    }
                                }));
    }

    private static String notCaptured(List<Declined> volumes) {
        String names =
                volumes.stream()
                        .map(one -> "\"" + one.volume().name() + "\"")
                        .collect(Collectors.joining(", "));
        return "the data of volume"
                + (volumes.size() == 1 ? " " : "s ")
                + names
                + " is not captured: ";
    }

    /// Whether the contents of a claim are captured, as far as is known.
    ///
    /// @param claim `namespace/name`
    public boolean covers(String claim) {
        return claims.contains(claim);
    }

    /// Waits until the volumes of a pod have ended, or the time of all is over. What became of
    /// them is told with all others.
    public void await(ItemKey pod) throws InterruptedException {
        List<PodVolume> all;
        synchronized (asked) {
            all = List.copyOf(asked);
        }
        backups.await(all.stream().filter(volume -> volume.pod().equals(pod)).toList());
    }

    /// Waits until every volume has ended, or the time is over, and tells what became of each.
    public VolumeFiles finish() throws InterruptedException {
        List<VolumeOutcome> outcomes = backups.awaitAll();
        if (outcomes.size() != asked.size()) {
            throw new IllegalStateException(
                    asked.size() + " volumes were asked for, and " + outcomes.size() + " ended");
        }
        outcomes.forEach(this::tell);
        return new VolumeFiles(outcomes, declined);
    }

    /// Source of the words: Velero 1.9.7, pkg/restic/backupper.go.
    private void tell(VolumeOutcome outcome) {
        ItemKey pod = outcome.volume().pod();
        String volume = "volume \"" + outcome.volume().name() + "\"";
        String message = outcome.message();
        if (outcome.completed()) {
            log.info(pod, "Backed up " + volume + (message.isEmpty() ? "" : ": " + message));
        } else if (outcome.partial()) {
            log.error(pod, "the data of " + volume + " is captured in part only: " + message);
        } else {
            log.error(
                    pod,
                    "the data of "
                            + volume
                            + " is not captured: pod volume backup failed: "
                            + message);
        }
    }

    /// Asks for nothing more; what was asked for goes on.
    @Override
    public void close() {
        backups.close();
    }
}
