package ark.backup;

import ark.api.v1.Annotations;
import ark.api.v1.BackupPhase;
import ark.api.v1.BackupStorageLocation;
import ark.backup.request.BackupId;
import ark.cluster.ClusterException;
import ark.cluster.ClusterException.Reason;
import ark.item.Item;
import ark.item.Json;
import ark.operation.FailPoint;
import ark.podvolume.VolumeRequests;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets the snapshots of volumes that a backup took before it failed.
///
/// A Backup that failed says until when a snapshot of it may still be stored. Whoever leads forgets
/// those that there are, again and again, until there is none and that time is over. So neither a
/// repository that is locked nor a server that dies keeps a Backup from failing, and no snapshot
/// stays behind. Of a Backup that was deleted before it ended nobody can be told so: there it is
/// done once, and where that does not succeed its claim in the bucket stays and says what is left.
/// One Backup at a time: each takes a process. The lock guards nothing else.
public final class LeftSnapshots {
    /// An agent that is told to stop may be about to store its snapshot. One that hears of it later
    /// still forgets that itself.
    private static final Duration AGENTS_STOP_WITHIN = Duration.ofSeconds(10);

    /// How often is looked as long as that may be, and a little longer.
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration LITTLE_LONGER = Duration.ofSeconds(30);

    /// How often is looked while a repository or its location cannot be used.
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(LeftSnapshots.class);

    private final BackupTools tools;
    private final BackupObjects objects;
    private final ReentrantLock oneAtATime = new ReentrantLock(true);

    /// Where the snapshots of volumes are. Implemented by whoever reaches them.
    public interface Repositories {
        /// Forgets every snapshot that was taken for a Backup.
        ///
        /// @param volumeNamespace the namespace of the volumes
        /// @return why it cannot be done now; empty when there is none any more
        Optional<String> forgetAllOf(
                String backup, String uid, String volumeNamespace, BackupStorageLocation location)
                throws InterruptedException;

        /// As [#forgetAllOf] with a namespace, in all repositories of a location.
        Optional<String> forgetAllOf(String backup, String uid, BackupStorageLocation location)
                throws InterruptedException;
    }

    LeftSnapshots(BackupTools tools) {
        this.tools = tools;
        objects = new BackupObjects(tools.cluster());
    }

    /// What a Backup that fails now has to say.
    ///
    /// @param volumes what stopping them met
    static ObjectNode note(VolumeRequests.Stopped volumes, Instant now) {
        ObjectNode patch = Json.object();
        switch (volumes) {
            case NOTHING_WAS_ASKED_FOR -> {}
            case ALL_HAD_ENDED -> note(patch, now);
            case SOME_WERE_OPEN -> note(patch, now.plus(AGENTS_STOP_WITHIN));
        }
        return patch;
    }

    private static void note(ObjectNode patch, Instant until) {
        patch.withObject("/metadata/annotations")
                .put(Annotations.SNAPSHOTS_LEFT, until.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /// Whether a Backup says that there may be some.
    static boolean mayBeOf(ark.api.v1.Backup backup) {
        var annotations = backup.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(Annotations.SNAPSHOTS_LEFT);
    }

    /// How long to wait until the next look.
    ///
    /// @param backup says that there may be some
    static Duration pause(ark.api.v1.Backup backup, Instant now) {
        Instant until =
                time(backup.getMetadata().getAnnotations().get(Annotations.SNAPSHOTS_LEFT), now);
        return now.isBefore(until.plus(LITTLE_LONGER)) ? SOON : AGAIN;
    }

    /// Forgets those of a Backup that was deleted, once the agents that worked for it have stopped.
    ///
    /// @param volumeNamespaces of the volumes that it had asked for
    /// @return whether there is none any more
    boolean forgetOfGone(
            BackupId id, BackupStorageLocation location, Collection<String> volumeNamespaces)
            throws InterruptedException {
        tools.pause().of(AGENTS_STOP_WITHIN);
        return forgotten(id, location, volumeNamespaces);
    }

    /// As [#forgetOfGone] with the namespaces, when nobody knows any more which these were.
    ///
    /// @param locationName of the Backup
    void forgetOfGone(BackupId id, String locationName) {
        try {
            tools.pause().of(AGENTS_STOP_WITHIN);
            Optional<BackupStorageLocation> location =
                    objects.location(id.namespace(), locationName);
            if (location.isPresent()) {
                tools.repositories()
                        .forgetAllOf(id.name(), id.uid(), location.get())
                        .ifPresent(why -> tellThatSomeStay(id, why));
            }
        } catch (StoreException e) {
            tellThatSomeStay(id, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) { // nobody else knows of it
            Thread.currentThread().interrupt();
            tellThatSomeStay(id, "the server stops");
        }
    }

    /// Forgets those of one Backup. Nothing happens unless it has failed and says that there may be
    /// some.
    ///
    /// @throws ClusterException when the cluster does not answer; it is tried again later
    void forget(BackupId id) {
        try {
            oneAtATime.lockInterruptibly();
            try {
                Optional<Item> backup = objects.get(id).filter(LeftSnapshots::says);
                if (backup.isPresent()) {
                    forget(backup.get(), id);
                }
            } finally {
                oneAtATime.unlock();
            }
        } catch (InterruptedException e) { // the next server goes on
            Thread.currentThread().interrupt();
            throw ClusterException.of(Reason.CANCELLED, "forgetting snapshots", "interrupted");
        }
    }

    private static boolean says(Item backup) {
        return BackupPhase.of(backup.text("/status/phase")) == BackupPhase.FAILED
                && backup.annotations().containsKey(Annotations.SNAPSHOTS_LEFT);
    }

    private void forget(Item backup, BackupId id) throws InterruptedException {
        Instant begun = tools.clock().instant();
        boolean none = forgotten(backup, id);
        FailPoint.SETTLEMENT_SNAPSHOTS_FORGOTTEN.reached();
        if (none && !begun.isBefore(until(backup, begun))) {
            ObjectNode patch = Json.object();
            patch.withObject("/metadata/annotations").putNull(Annotations.SNAPSHOTS_LEFT);
            objects.patch(id, patch);
        }
    }

    private static Instant until(Item backup, Instant now) {
        return time(backup.annotations().get(Annotations.SNAPSHOTS_LEFT), now);
    }

    private static Instant time(@Nullable String text, Instant now) {
        try {
            return text == null ? now : Instant.parse(text);
        } catch (DateTimeParseException _) { // somebody else wrote it
            return now;
        }
    }

    /// @return whether there is none; none can be had from a location that is gone
    private boolean forgotten(Item backup, BackupId id) throws InterruptedException {
        Optional<BackupStorageLocation> location;
        try {
            location = objects.location(id.namespace(), backup.text("/spec/storageLocation"));
        } catch (StoreException e) { // somebody will mend it
            tellThatSomeStay(id, String.valueOf(e.getMessage()));
            return false;
        }
        var volumes = new VolumeRequests(tools.volumes(), BackupObjects.owner(id));
        return location.isEmpty() || forgotten(id, location.get(), volumes.namespaces());
    }

    private boolean forgotten(
            BackupId id, BackupStorageLocation location, Collection<String> volumeNamespaces)
            throws InterruptedException {
        boolean all = true;
        for (String namespace : volumeNamespaces) {
            Optional<String> problem =
                    tools.repositories().forgetAllOf(id.name(), id.uid(), namespace, location);
            problem.ifPresent(why -> tellThatSomeStay(id, why));
            all &= problem.isEmpty();
        }
        return all;
    }

    private static void tellThatSomeStay(BackupId id, String why) {
        log.atWarn()
                .addKeyValue("backup", id)
                .addKeyValue("cause", why)
                .log("snapshots of a backup that failed or was deleted stay for now");
    }
}
