package ark.podvolume;

import ark.item.Item;
import java.util.Optional;

/// What was asked for on behalf of a Backup or Restore that needs it no more. Each method may throw
/// a [ark.cluster.ClusterException].
public final class VolumeRequests {
    /// One that changes between a look and a write has an agent at work, which tells its progress
    /// every ten seconds.
    private static final int ATTEMPTS = 5;

    private final VolumeObjects objects;

    public VolumeRequests(VolumeTools tools, Owner owner) {
        objects = new VolumeObjects(tools.cluster(), tools.clock(), owner);
    }

    /// Stops whatever has not ended. What has ended stays, and names its snapshots.
    ///
    /// @param why a sentence
    public void stop(String why) {
        objects.all().values().forEach(object -> stop(object, why));
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
