package ark.nodeagent;

import ark.cluster.Cluster;
import ark.nodeagent.room.Launcher;
import ark.nodeagent.room.Places;
import ark.nodeagent.room.Room;
import ark.nodeagent.room.VolumeDirectory;
import ark.nodeagent.room.VolumeException;
import ark.restic.Launch;
import ark.restic.Repository;
import ark.restic.Restic;
import ark.restic.ResticException;
import ark.restic.RunFolders;
import java.time.Duration;
import java.util.function.Supplier;

/// What work on volumes is done with.
///
/// @param folders for the files of single runs of restic
/// @param chance gives 32 hexadecimal digits that nobody can guess
record AgentTools(
        Cluster cluster,
        Places places,
        Repositories repositories,
        RunFolders folders,
        AgentMetrics metrics,
        Supplier<String> chance) {
    /// A lock that is held for longer belongs to work that begins soon after the Lease was looked
    /// at.
    private static final Restic.Settings PATIENCE =
            new Restic.Settings(Duration.ofMinutes(10), Duration.ofMinutes(2), Duration.ofDays(2));

    Launcher launcher() {
        return new Launcher(places.launcher(), places.pods());
    }

    VolumeFinder finder() {
        return new VolumeFinder(cluster, places.pods());
    }

    /// Looks at a volume, and makes sure that it is one.
    Launcher.Sight sight(VolumeDirectory directory) {
        Launcher.Sight sight = launcher().look(directory);
        if (directory.mounted() && !sight.mounted()) {
            throw new VolumeException(
                    "nothing is mounted at %s: the volume's driver does not run, or its mounts do"
                                    .formatted(places.pods().resolve(directory.path()))
                            + " not reach the node agent (mountPropagation: HostToContainer)");
        }
        return sight;
    }

    /// A room for one run in a volume.
    Room room(VolumeDirectory directory, Launcher.Sight sight) {
        return new Room(launcher().restic(directory), sight.is(), "/" + chance.get(), places);
    }

    /// Restic, started like this.
    Restic restic(Launch launch) {
        return new Restic(launch, folders, PATIENCE);
    }

    /// Restic for what needs a repository only.
    Restic restic() {
        return restic(Launch.direct(places.restic(), places.pods(), places.cache().toString()));
    }

    /// The same failure, in terms of this side.
    static ResticException outside(ResticException e, Room room, Repository repository) {
        String said = String.valueOf(e.getMessage());
        String text = room.outside(said, repository.address());
        return text.equals(said) ? e : e.saying(text);
    }
}
