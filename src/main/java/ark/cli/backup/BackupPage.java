package ark.cli.backup;

import ark.api.v1.BackupSpec;
import ark.api.v1.BackupStatus;
import ark.api.v1.DownloadKind;
import ark.cli.output.DisplayTime;
import ark.cli.output.Page;
import ark.cli.output.Quantity;
import ark.cli.page.BackupSpecSections;
import ark.cli.page.Fetched;
import ark.cli.page.Heading;
import ark.cli.page.PodVolumes;
import ark.cli.page.ResourceList;
import ark.cli.page.StateBlocks;
import ark.cli.session.Messages;
import ark.cli.session.Stored;
import ark.item.Item;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A backup as `ark backup describe` shows it.
///
/// Source of sections and their order: Velero 1.9.7; where a field of a later version is set, as
/// 1.18 shows it. The block behind the phase is Ark's own.
final class BackupPage {
    private final Page page;
    private final DisplayTime times;
    private final Instant now;
    private final boolean details;

    BackupPage(Page page, DisplayTime times, Instant now, boolean details) {
        this.page = page;
        this.times = times;
        this.now = now;
        this.details = details;
    }

    String text(BackupDescription.Facts facts) {
        var heading = new Heading(page, facts.backup());
        heading.metadata();
        heading.phase(
                " (run `ark backup logs " + facts.backup().name() + "` for more information)");
        state(facts);
        laterSettings(facts.spec());
        if (facts.status().queuePosition() != null) {
            page.blank().row(0, "Queue position", facts.status().queuePosition());
        }
        heading.failure(facts.status().validationErrors(), facts.status().failureReason());
        problems(facts);
        page.blank();
        new BackupSpecSections(page, 0).of(facts.spec());
        page.blank();
        times(facts.status());
        BackupStatus.Progress progress = facts.status().progress();
        if (progress != null) {
            heading.progress("backed up", progress.totalItems(), progress.itemsBackedUp());
            page.blank();
        }
        files(facts);
        deletions(facts.deletions());
        new PodVolumes(facts.volumes(), "stored").section(page, "Backups", details);
        return page.text();
    }

    private void state(BackupDescription.Facts facts) {
        page.blank();
        var state = new StateBlocks(page, times, now);
        Item item = facts.backup().item();
        state.consistency(item);
        state.location(item.text("/spec/storageLocation"), facts.location(), item);
        state.volumes(facts.states(details), details);
        state.hooks(facts.status().hookStatus());
    }

    private void laterSettings(BackupSpec spec) {
        if (spec.resourcePolicy() != null) {
            page.blank()
                    .line(0, "Resource policies:")
                    .row(1, "Type", spec.resourcePolicy().getKind())
                    .row(1, "Name", spec.resourcePolicy().getName());
        }
        if (spec.uploaderConfig() != null
                && Quantity.orZero(spec.uploaderConfig().parallelFilesUpload()) > 0) {
            page.blank()
                    .line(0, "Uploader config:")
                    .row(
                            1,
                            "Parallel files upload",
                            Quantity.orZero(spec.uploaderConfig().parallelFilesUpload()));
        }
    }

    private void problems(BackupDescription.Facts facts) {
        BackupStatus status = facts.status();
        long errors = Quantity.orZero(status.errors());
        long warnings = Quantity.orZero(status.warnings());
        page.blank().row(0, "Errors", errors).row(0, "Warnings", warnings);
        if (errors + warnings > 0) {
            switch (facts.files().document(DownloadKind.BACKUP_RESULTS)) {
                case Fetched.Document(var json) -> Messages.describe(page, json, warnings, errors);
                case Fetched.Missing() -> {} // written by a server that has no such file
                case Fetched.Unavailable(String why) ->
                        page.blank().line(0, "<error getting errors and warnings: " + why + ">");
            }
        }
    }

    private void times(BackupStatus status) {
        page.row(0, "Backup Format Version", or(status.formatVersion()))
                .blank()
                .row(0, "Started", times.orElse(status.startTimestamp(), "<n/a>"))
                .row(0, "Completed", times.orElse(status.completionTimestamp(), "<n/a>"))
                .blank()
                .row(0, "Expiration", times.full(status.expiration()))
                .blank();
    }

    private void files(BackupDescription.Facts facts) {
        if (details) {
            new ResourceList(page, "backup")
                    .describe(facts.files().document(DownloadKind.BACKUP_RESOURCE_LIST));
            page.blank();
        }
        new SnapshotSections(page, details).of(facts.status(), facts.files());
        if (facts.status().hookStatus() != null) {
            page.blank()
                    .row(
                            0,
                            "HooksAttempted",
                            Quantity.orZero(facts.status().hookStatus().hooksAttempted()))
                    .row(
                            0,
                            "HooksFailed",
                            Quantity.orZero(facts.status().hookStatus().hooksFailed()));
        }
    }

    private void deletions(List<Item> requests) {
        if (requests.isEmpty()) {
            return;
        }
        long failed = requests.stream().filter(r -> !r.at("/status/errors").isEmpty()).count();
        page.blank()
                .line(
                        0,
                        "Deletion Attempts" + (failed > 0 ? " (" + failed + " failed)" : "") + ":");
        boolean first = true;
        for (Item request : requests) {
            if (!first) {
                page.blank();
            }
            first = false;
            page.line(1, created(request) + ": " + request.text("/status/phase"));
            if (!request.at("/status/errors").isEmpty()) {
                page.line(1, "Errors:");
                request.at("/status/errors").forEach(error -> page.line(2, error.asText()));
            }
        }
    }

    private String created(Item request) {
        return times.full(new Stored<>(request, "", "").created().orElse(null));
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }
}
