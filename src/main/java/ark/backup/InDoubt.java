package ark.backup;

import ark.api.v1.Annotations;
import ark.api.v1.BackupPhase;
import ark.api.v1.BackupStatus;
import ark.backup.collect.Words;
import ark.backup.request.BackupId;
import ark.event.Events;
import ark.item.Item;
import ark.item.Json;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Backups of which nobody knows whether they were stored, because their bucket does not answer.
///
/// The bucket is asked again after a minute, then less and less often, and for a day at most: a
/// Backup in progress keeps its schedule waiting. Until then and afterwards the Backup says why.
/// Its
/// files are left alone, so that a backup which was stored can still be had.
final class InDoubt {
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Duration GIVEN_UP_AFTER = Duration.ofHours(24);

    private static final Logger log = LoggerFactory.getLogger(InDoubt.class);

    private final BackupObjects objects;
    private final Events events;
    private final InstantSource clock;
    private final Map<String, Wait> waits = new ConcurrentHashMap<>();

    /// @param pause before the bucket is asked again
    private record Wait(Instant until, Duration pause) {}

    InDoubt(BackupObjects objects, Events events, InstantSource clock) {
        this.objects = objects;
        this.events = events;
        this.clock = clock;
    }

    /// Whether the bucket of a backup may be asked now.
    boolean mayAsk(BackupId id) {
        Wait wait = waits.get(id.uid());
        return wait == null || !clock.instant().isBefore(wait.until());
    }

    /// The bucket did not answer.
    void noAnswer(Item backup, BackupId id, StoreException e) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant since = since(backup, now);
        Instant until = since.plus(GIVEN_UP_AFTER);
        String why = Words.of(e);
        log.atWarn().addKeyValue("backup", id).addKeyValue("cause", why).log("backup in doubt");
        if (now.isBefore(until)) {
            waits.merge(
                    id.uid(),
                    new Wait(now.plus(FIRST_PAUSE), FIRST_PAUSE),
                    (before, _) -> longer(before, now));
            say(backup, id, since, notKnown(why) + "; its location is asked until " + until);
        } else {
            forget(id);
            giveUp(id, since, why);
        }
    }

    private static String notKnown(String why) {
        return "it is not known whether the backup was stored: " + why;
    }

    private static Instant since(Item backup, Instant now) {
        try {
            return Instant.parse(
                    backup.annotations().getOrDefault(Annotations.IN_DOUBT_SINCE, now.toString()));
        } catch (DateTimeParseException _) { // somebody else wrote it
            return now;
        }
    }

    private static Wait longer(Wait before, Instant now) {
        Duration doubled = before.pause().multipliedBy(2);
        Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return new Wait(now.plus(pause), pause);
    }

    private void say(Item backup, BackupId id, Instant since, String message) {
        if (!backup.annotations().containsKey(Annotations.IN_DOUBT_SINCE)) {
            objects.patch(id, annotation(since.toString()));
        }
        if (!backup.text("/status/failureReason").equals(message)) {
            objects.patchStatus(id, BackupStatus.builder().failureReason(message).build());
            events.warn(BackupObjects.BACKUPS, BackupObjects.key(id), "BackupInDoubt", message);
        }
    }

    private void giveUp(BackupId id, Instant since, String why) {
        String message =
                notKnown(why)
                        + "; its location has not answered since "
                        + since
                        + ". If it answers again, `kubectl delete backup "
                        + id.name()
                        + "` lets the server show what the location has";
        objects.patchStatus(
                id,
                BackupStatus.builder()
                        .phase(BackupPhase.FAILED)
                        .failureReason(message)
                        .completionTimestamp(clock.instant())
                        .build());
        events.warn(BackupObjects.BACKUPS, BackupObjects.key(id), "BackupInDoubt", message);
    }

    /// The bucket has answered.
    ///
    /// @param backup as it was when the bucket was asked
    void resolved(Item backup, BackupId id) {
        forget(id);
        if (backup.annotations().containsKey(Annotations.IN_DOUBT_SINCE)) {
            objects.patch(id, annotation(null));
        }
    }

    /// The Backup is gone.
    void forget(BackupId id) {
        waits.remove(id.uid());
    }

    private static ObjectNode annotation(@Nullable String value) {
        ObjectNode patch = Json.object();
        patch.withObject("/metadata/annotations").put(Annotations.IN_DOUBT_SINCE, value);
        return patch;
    }
}
