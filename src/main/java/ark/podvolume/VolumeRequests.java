package ark.podvolume;

import ark.item.Item;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What was asked for on behalf of a Backup or Restore that needs it no more. Each method may throw
/// a [ark.cluster.ClusterException].
public final class VolumeRequests {
    /// One that changes between a look and a write has an agent at work, which tells its progress
    /// every ten seconds.
    private static final int ATTEMPTS = 5;

    private final VolumeObjects objects;

    /// What there was to stop.
    public enum Stopped {
        NOTHING_WAS_ASKED_FOR,
        ALL_HAD_ENDED,
        SOME_WERE_OPEN
    }

    public VolumeRequests(VolumeTools tools, Owner owner) {
        objects = new VolumeObjects(tools.cluster(), tools.clock(), owner);
    }

    /// Stops whatever has not ended. What has ended stays, and names its snapshots.
    ///
    /// @param why a sentence
    public Stopped stop(String why) {
        Collection<Item> all = objects.all().values();
        all.forEach(object -> stop(object, why));
        if (all.isEmpty()) {
            return Stopped.NOTHING_WAS_ASKED_FOR;
        }
        return all.stream().allMatch(VolumeOutcome::ended)
                ? Stopped.ALL_HAD_ENDED
                : Stopped.SOME_WERE_OPEN;
    }

    /// The namespaces of the pods whose volumes were asked for.
    public Set<String> namespaces() {
        return objects.all().values().stream()
                .map(object -> object.text("/spec/pod/namespace"))
                .filter(namespace -> !namespace.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private void stop(Item object, String why) {
        Optional<Item> latest = Optional.of(object);
        for (int i = 0; i < ATTEMPTS && latest.isPresent(); i++) {
            if (VolumeOutcome.ended(latest.get()) || objects.stop(latest.get(), why).isPresent()) {
                return;
            }
            latest = Optional.ofNullable(objects.all().get(object.key().name()));
        }
    }

    /// Removes everything; an agent at work on one of them stops.
    public void remove() {
        objects.all().values().forEach(objects::delete);
    }
}
