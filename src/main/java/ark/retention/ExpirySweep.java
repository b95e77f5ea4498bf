package ark.retention;

import ark.api.v1.Annotations;
import ark.api.v1.BackupStorageLocation;
import ark.api.v1.GoDuration;
import ark.api.v1.Labels;
import ark.event.Events;
import ark.item.Item;
import ark.item.Json;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One look at all backups: requests the deletion of those that have expired, and of those whose
/// deletion was begun and left.
///
/// It stops for a location, and says so, when too many would go at once or when our clock differs
/// from that of the store or of the API server; a clock that jumped must not cost the backups.
final class ExpirySweep {
    static final Duration MOST_DIFFERENCE = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(ExpirySweep.class);

    private final Resources resources;
    private final OtherClocks clocks;
    private final Events events;
    private final RetentionMetrics metrics;
    private final InstantSource clock;

    ExpirySweep(
            Resources resources,
            OtherClocks clocks,
            Events events,
            RetentionMetrics metrics,
            InstantSource clock) {
        this.resources = resources;
        this.clocks = clocks;
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Looks once.
    ///
    /// @param again how long to wait after a request that failed
    void run(Duration again) {
        ExpiryPlan plan = ExpiryPlan.of(facts(again));
        plan.marks().forEach(this::mark);
        plan.unfinished().forEach(this::request);
        metrics.nothingStopped();
        plan.batches().forEach(this::expire);
    }

    private ExpiryPlan.Facts facts(Duration again) {
        return new ExpiryPlan.Facts(
                clock.instant(),
                resources.backups(),
                resources.all(Resources.LOCATIONS).stream()
                        .collect(Collectors.toMap(l -> l.key().name(), Function.identity())),
                KnownRequests.of(resources.all(Resources.REQUESTS)),
                resources.all(Resources.RESTORES).stream()
                        .filter(DeletionPlan::pins)
                        .map(restore -> restore.text("/spec/backupName"))
                        .collect(Collectors.toSet()),
                again);
    }

    private void mark(ExpiryPlan.Mark mark) {
        ObjectNode patch = Json.object();
        ObjectNode labels = patch.putObject("metadata").putObject("labels");
        if (mark.value().isEmpty()) {
            labels.putNull(Labels.GC_FAILURE);
        } else {
            labels.put(Labels.GC_FAILURE, mark.value());
            log.atWarn()
                    .addKeyValue("backup", mark.backup().name())
                    .addKeyValue("location", mark.backup().location())
                    .log("expired, and stays: " + mark.value());
        }
        resources.patchIfThere(Resources.BACKUPS, mark.backup().name(), patch);
    }

    private void expire(ExpiryPlan.Batch batch) {
        String location = batch.location().key().name();
        if (batch.expired().isEmpty()) {
            metrics.stopped(location, false);
            unstop(batch.location(), false);
            return;
        }
        Optional<String> doubt;
        try {
            doubt = doubt(batch);
        } catch (StoreException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("location", location)
                    .log("nothing expires, since the location does not answer");
            return;
        }
        String confirmed =
                batch.location().annotations().getOrDefault(Annotations.CONFIRM_EXPIRY, "");
        if (doubt.isPresent() && confirmed.isEmpty()) {
            metrics.stopped(location, true);
            stop(batch.location(), doubt.get());
            return;
        }
        batch.expired().forEach(this::request);
        metrics.stopped(location, false);
        unstop(batch.location(), !confirmed.isEmpty() && !confirmed.equals(Annotations.ALWAYS));
    }

    /// Why this batch should not simply go.
    private Optional<String> doubt(ExpiryPlan.Batch batch) {
        Optional<String> store =
                difference(
                        clocks.ofStore(BackupStorageLocation.of(batch.location())),
                        "that of the store");
        Optional<String> cluster =
                store.isPresent()
                        ? store
                        : difference(clocks.ofCluster(), "that of the API server");
        if (cluster.isPresent()) {
            return cluster;
        }
        return batch.isTooLarge()
                ? Optional.of(
                        "%d of %d backups would expire at once"
                                .formatted(batch.expired().size(), batch.all()))
                : Optional.empty();
    }

    private Optional<String> difference(Optional<Instant> other, String whose) {
        Instant ours = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return other.map(theirs -> Duration.between(theirs, ours))
                .filter(ahead -> ahead.abs().compareTo(MOST_DIFFERENCE) > 0)
                .map(
                        ahead ->
                                "the server's clock is %s %s %s"
                                        .formatted(
                                                GoDuration.format(roughly(ahead.abs())),
                                                ahead.isNegative() ? "behind" : "ahead of",
                                                whose));
    }

    /// So that the same difference is told in the same words.
    private static Duration roughly(Duration difference) {
        return difference.compareTo(Duration.ofHours(2)) < 0
                ? difference.truncatedTo(ChronoUnit.MINUTES)
                : difference.truncatedTo(ChronoUnit.HOURS);
    }

    private void stop(Item location, String why) {
        String said = location.annotations().getOrDefault(Annotations.EXPIRY_STOPPED, "");
        if (said.equals(why)) {
            return;
        }
        log.atError()
                .addKeyValue("location", location.key().name())
                .log("expired backups are kept: " + why);
        events.warn(
                Resources.LOCATIONS,
                location.key(),
                "ExpiryStopped",
                "expired backups are kept: "
                        + why
                        + ". To let them go, set the annotation "
                        + Annotations.CONFIRM_EXPIRY
                        + "=true on this location.");
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putObject("annotations").put(Annotations.EXPIRY_STOPPED, why);
        resources.patchIfThere(Resources.LOCATIONS, location.key().name(), patch);
    }

    /// @param consumed whether a confirmation that counts once has served
    private void unstop(Item location, boolean consumed) {
        ObjectNode patch = Json.object();
        ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
        Map<String, String> there = location.annotations();
        if (there.containsKey(Annotations.EXPIRY_STOPPED)) {
            annotations.putNull(Annotations.EXPIRY_STOPPED);
        }
        if (consumed) {
            annotations.putNull(Annotations.CONFIRM_EXPIRY);
        }
        if (!annotations.isEmpty()) {
            resources.patchIfThere(Resources.LOCATIONS, location.key().name(), patch);
        }
    }

    private void request(KnownBackup backup) {
        resources.createRequest(backup, clock.instant());
        log.atInfo()
                .addKeyValue("backup", backup.name())
                .log(backup.isDeleting() ? "its deletion goes on" : "expired");
    }
}
