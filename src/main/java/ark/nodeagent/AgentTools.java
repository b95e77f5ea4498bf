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
import ark.restic.ResticException.Reason;
import ark.restic.RunFolders;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /// One volume is not worth more.
    private static final int KILLED_ATTEMPTS = 3;

    private static final Logger log = LoggerFactory.getLogger(AgentTools.class);

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

    /// Runs restic, again when it was killed: memory may have been short for a moment. What a
    /// killed
    /// restic has locked is free afterwards.
    ///
    /// @param run throws [ResticException]
    <T> T outliving(Repository repository, Supplier<T> run) {
        for (int i = 1; ; i++) {
            try {
                return run.get();
            } catch (ResticException e) {
                if (e.reason() != Reason.KILLED) {
                    throw e;
                }
                log.atWarn()
                        .addKeyValue("repository", repository.address())
                        .setCause(e)
                        .log("killed");
                unlock(repository);
                if (i == KILLED_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /// Removes the locks that nobody holds any more.
    void unlock(Repository repository) {
        if (!repository.readOnly()) {
            restic().unlock(repository);
        }
    }

    /// The same failure, in terms of this side.
    static ResticException outside(ResticException e, Room room, Repository repository) {
        String said = String.valueOf(e.getMessage());
        String text = room.outside(said, repository.address());
        return text.equals(said) ? e : e.saying(text);
    }
}
