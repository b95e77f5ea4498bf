package ark.cli.restore;

import ark.api.v1.DownloadKind;
import ark.api.v1.RestoreSpec;
import ark.api.v1.RestoreStatus;
import ark.cli.output.DisplayTime;
import ark.cli.output.Page;
import ark.cli.output.Page.Words;
import ark.cli.output.Quantity;
import ark.cli.output.SelectorText;
import ark.cli.page.Fetched;
import ark.cli.page.Heading;
import ark.cli.page.PodVolumes;
import ark.cli.page.ResourceList;
import ark.cli.page.StateBlocks;
import ark.cli.session.Messages;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A restore as `ark restore describe` shows it.
///
/// Source of sections and their order: Velero 1.9.7; where a field of a later version is set, as
/// 1.18 shows it. The block behind the phase is Ark's own.
final class RestorePage {
    private static final String NONE = "<none>";
    static final String ALL_NAMESPACES = "all namespaces found in the backup";

    private final Page page;
    private final DisplayTime times;
    private final Instant now;
    private final boolean details;

    RestorePage(Page page, DisplayTime times, Instant now, boolean details) {
        this.page = page;
        this.times = times;
        this.now = now;
        this.details = details;
    }

    String text(RestoreDescription.Facts facts) {
        var heading = new Heading(page, facts.restore());
        heading.metadata();
        heading.phase(
                " (run 'ark restore logs " + facts.restore().name() + "' for more information)");
        RestoreStatus.Progress progress = facts.status().progress();
        if (progress != null) {
            heading.progress("restored", progress.totalItems(), progress.itemsRestored());
        }
        state(facts);
        times(facts.status());
        heading.failure(facts.status().validationErrors(), facts.status().failureReason());
        problems(facts);
        filters(facts.spec());
        new PodVolumes(facts.volumes(), "restored").section(page, "Restores", details);
        policies(facts.spec());
        laterSettings(facts);
        if (details) {
            page.blank();
            new ResourceList(page, "restore")
                    .describe(facts.files().document(DownloadKind.RESTORE_RESOURCE_LIST));
        }
        return page.text();
    }

    private void state(RestoreDescription.Facts facts) {
        page.blank();
        var state = new StateBlocks(page, times, now);
        facts.backup()
                .ifPresent(
                        backup -> {
                            state.consistency(backup);
                            String location = backup.text("/spec/storageLocation");
                            state.location(location, facts.location(), backup);
                        });
        state.volumes(new PodVolumes(facts.volumes(), "restored").states(), details);
    }

    private void times(RestoreStatus status) {
        page.blank()
                .row(0, "Started", times.orElse(status.startTimestamp(), "<n/a>"))
                .row(0, "Completed", times.orElse(status.completionTimestamp(), "<n/a>"));
    }

    private void problems(RestoreDescription.Facts facts) {
        RestoreStatus status = facts.status();
        long warnings = Quantity.orZero(status.warnings());
        long errors = Quantity.orZero(status.errors());
        if (warnings + errors == 0) {
            return;
        }
        switch (facts.files().document(DownloadKind.RESTORE_RESULTS)) {
            case Fetched.Document(var json) -> Messages.describe(page, json, warnings, errors);
            case Fetched.Missing() -> unreadable("file not found");
            case Fetched.Unavailable(String why) -> unreadable(why);
        }
    }

    private void unreadable(String why) {
        page.blank()
                .row(0, "Warnings", "<error getting warnings: " + why + ">")
                .blank()
                .row(0, "Errors", "<error getting errors: " + why + ">");
    }

    private void filters(RestoreSpec spec) {
        List<String> namespaces = spec.includedNamespaces();
        boolean all = namespaces == null || namespaces.equals(List.of("*"));
        page.blank()
                .row(0, "Backup", or(spec.backupName(), ""))
                .blank()
                .line(0, "Namespaces:")
                .names(1, "Included", all ? List.of() : namespaces, ALL_NAMESPACES)
                .names(1, "Excluded", spec.excludedNamespaces(), NONE)
                .blank()
                .line(0, "Resources:")
                .names(1, "Included", spec.includedResources(), "*")
                .names(1, "Excluded", spec.excludedResources(), NONE)
                .choice(
                        1,
                        "Cluster-scoped",
                        spec.includeClusterResources(),
                        Words.EXCLUDED_INCLUDED_AUTO)
                .blank()
                .map("Namespace mappings", spec.namespaceMapping())
                .blank()
                .row(0, "Label selector", SelectorText.of(spec.labelSelector()))
                .blank();
        if (spec.orLabelSelectors() != null && !spec.orLabelSelectors().isEmpty()) {
            page.row(0, "Or label selector", SelectorText.anyOf(spec.orLabelSelectors())).blank();
        }
        page.choice(0, "Restore PVs", spec.restorePVs(), Words.FALSE_TRUE_AUTO);
    }

    private void policies(RestoreSpec spec) {
        String policy = or(spec.existingResourcePolicy(), "");
        page.blank()
                .cells(0, List.of("Existing Resource Policy: ", policy.isEmpty() ? NONE : policy));
        String timeout = or(spec.itemOperationTimeout(), "0s");
        if (!timeout.equals("0s")) {
            page.row(0, "ItemOperationTimeout", timeout);
        }
        page.blank()
                .choice(
                        0,
                        "Preserve Service NodePorts",
                        spec.preserveNodePorts(),
                        Words.FALSE_TRUE_AUTO);
    }

    private void laterSettings(RestoreDescription.Facts facts) {
        RestoreSpec spec = facts.spec();
        if (spec.resourceModifier() != null) {
            page.blank()
                    .line(0, "Resource modifier:")
                    .row(1, "Type", spec.resourceModifier().getKind())
                    .row(1, "Name", spec.resourceModifier().getName());
        }
        RestoreSpec.UploaderConfig uploader = spec.uploaderConfig();
        if (uploader != null) {
            page.blank().line(0, "Uploader config:");
            if (uploader.writeSparseFiles() != null) {
                page.row(1, "Write Sparse Files", uploader.writeSparseFiles());
            }
            if (uploader.parallelFilesDownload() != null) {
                page.row(1, "Parallel Restore", uploader.parallelFilesDownload());
            }
        }
        RestoreStatus status = facts.status();
        long operations = Quantity.orZero(status.restoreItemOperationsAttempted());
        if (operations > 0) {
            page.blank()
                    .row(
                            0,
                            "Restore Item Operations",
                            Quantity.orZero(status.restoreItemOperationsCompleted())
                                    + " of "
                                    + operations
                                    + " completed successfully, "
                                    + Quantity.orZero(status.restoreItemOperationsFailed())
                                    + " failed");
        }
        if (status.hookStatus() != null) {
            page.blank()
                    .cells(
                            0,
                            List.of(
                                    "HooksAttempted: ",
                                    "" + Quantity.orZero(status.hookStatus().hooksAttempted())))
                    .cells(
                            0,
                            List.of(
                                    "HooksFailed: ",
                                    "" + Quantity.orZero(status.hookStatus().hooksFailed())));
        }
    }

    private static String or(@Nullable String text, String absent) {
        return text == null ? absent : text;
    }
}
