package ark.cli.backup;

import ark.api.v1.BackupSpec;
import ark.api.v1.BackupStatus;
import ark.api.v1.DownloadKind;
import ark.api.v1.HookErrorMode;
import ark.cli.output.DisplayTime;
import ark.cli.output.Page.Words;
import ark.cli.output.Quantity;
import ark.cli.output.SelectorText;
import ark.cli.page.BackupSpecSections;
import ark.cli.page.Document;
import ark.cli.page.Fetched;
import ark.cli.page.PodVolumes;
import ark.cli.session.Stored;
import ark.item.Item;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A backup as `ark backup describe -o json` shows it.
///
/// Source of members and of their spelling: Velero 1.18.
final class BackupDocument {
    private static final String NONE = "<none>";
    private static final String NONE_INCLUDED = "<none included>";

    private final DisplayTime times;
    private final boolean details;

    BackupDocument(DisplayTime times, boolean details) {
        this.times = times;
        this.details = details;
    }

    ObjectNode json(BackupDescription.Facts facts) {
        var document = new Document(facts.backup());
        BackupStatus status = facts.status();
        var volumes = new PodVolumes(facts.volumes(), "stored");
        document.state(Optional.of(facts.backup().item()), facts.location(), facts.states(details));
        if (facts.spec().resourcePolicy() != null) {
            document.json()
                    .putObject("resourcePolicies")
                    .put("type", facts.spec().resourcePolicy().getKind())
                    .put("name", facts.spec().resourcePolicy().getName());
        }
        document.failure(status.validationErrors(), status.failureReason());
        document.results(
                () -> facts.files().document(DownloadKind.BACKUP_RESULTS),
                status.warnings(),
                status.errors());
        spec(document.spec(), facts.spec());
        status(document, facts);
        ObjectNode stored = document.status().putObject("backupVolumes");
        natives(stored, facts);
        long csi = Quantity.orZero(status.csiVolumeSnapshotsAttempted());
        if (csi == 0) {
            stored.put("csiSnapshots", NONE_INCLUDED);
        } else {
            stored.putObject("csiSnapshots")
                    .put("attempted", csi)
                    .put("completed", Quantity.orZero(status.csiVolumeSnapshotsCompleted()));
        }
        volumes.document(stored, "podVolumeBackups", details);
        deletions(document.json(), facts.deletions());
        return document.json();
    }

    private static void spec(ObjectNode to, BackupSpec spec) {
        to.set(
                "namespaces",
                Document.filter(spec.includedNamespaces(), spec.excludedNamespaces(), "*"));
        ObjectNode resources =
                Document.filter(spec.includedResources(), spec.excludedResources(), "*");
        resources.put(
                "clusterScoped", Words.EXCLUDED_INCLUDED_AUTO.of(spec.includeClusterResources()));
        to.set("resources", resources);
        laterFilters(to, spec);
        to.put("labelSelector", SelectorText.of(spec.labelSelector()))
                .put("storageLocation", or(spec.storageLocation(), ""))
                .put("veleroNativeSnapshotPVs", Words.FALSE_TRUE_AUTO.of(spec.snapshotVolumes()))
                .put("veleroSnapshotMoveData", Words.FALSE_TRUE_AUTO.of(spec.snapshotMoveData()))
                .put("dataMover", or(spec.datamover(), NONE))
                .put("TTL", or(spec.ttl(), "0s"))
                .put("CSISnapshotTimeout", or(spec.csiSnapshotTimeout(), "0s"));
        if (spec.hooks() != null && !orNone(spec.hooks().resources()).isEmpty()) {
            ObjectNode hooks = to.putObject("hooks").putObject("resources");
            orNone(spec.hooks().resources())
                    .forEach(hook -> hooks.set(or(hook.name(), ""), hookResource(hook)));
        }
        if (spec.orderedResources() != null) {
            ObjectNode ordered = to.putObject("orderedResources");
            spec.orderedResources().forEach(ordered::put);
        }
    }

    /// Velero shows these on the page only.
    private static void laterFilters(ObjectNode to, BackupSpec spec) {
        if (BackupSpecSections.scoped(spec)) {
            to.set(
                    "clusterScopedResources",
                    Document.filter(
                            spec.includedClusterScopedResources(),
                            spec.excludedClusterScopedResources(),
                            NONE));
            to.set(
                    "namespaceScopedResources",
                    Document.filter(
                            spec.includedNamespaceScopedResources(),
                            spec.excludedNamespaceScopedResources(),
                            "*"));
        }
        if (!orNone(spec.orLabelSelectors()).isEmpty()) {
            to.put("orLabelSelector", SelectorText.anyOf(orNone(spec.orLabelSelectors())));
        }
    }

    private static ObjectNode hookResource(BackupSpec.HookResource hook) {
        ObjectNode json = ark.item.Json.object();
        json.set(
                "namespaces",
                Document.filter(hook.includedNamespaces(), hook.excludedNamespaces(), "*"));
        json.set(
                "resources",
                Document.filter(hook.includedResources(), hook.excludedResources(), "*"));
        json.put("labelSelector", SelectorText.of(hook.labelSelector()));
        hooks(json.putArray("preExecHook"), hook.pre());
        hooks(json.putArray("postExecHook"), hook.post());
        return json;
    }

    private static void hooks(ArrayNode to, @Nullable List<BackupSpec.Hook> hooks) {
        for (BackupSpec.Hook hook : orNone(hooks)) {
            BackupSpec.ExecHook exec = hook.exec();
            if (exec != null) {
                HookErrorMode onError = exec.onError();
                to.addObject()
                        .put("container", or(exec.container(), ""))
                        .put("command", String.join(" ", orNone(exec.command())))
                        .put("onError:", onError == null ? "" : onError.text()) // sic
                        .put("timeout", or(exec.timeout(), "0s"));
            }
        }
    }

    private void status(Document document, BackupDescription.Facts facts) {
        BackupStatus status = facts.status();
        ObjectNode to = document.status();
        to.put("backupFormatVersion", or(status.formatVersion(), ""))
                .put("started", times.orElse(status.startTimestamp(), "<n/a>"))
                .put("completed", times.orElse(status.completionTimestamp(), "<n/a>"))
                .put("expiration", times.full(status.expiration()));
        BackupStatus.Progress progress = status.progress();
        if (progress != null) {
            document.progress("BackedUp", progress.totalItems(), progress.itemsBackedUp());
        }
        if (details) {
            Fetched list = facts.files().document(DownloadKind.BACKUP_RESOURCE_LIST);
            document.resourceList(list, "backup");
        }
        document.hooks(status.hookStatus());
    }

    private void natives(ObjectNode to, BackupDescription.Facts facts) {
        if (Quantity.orZero(facts.status().volumeSnapshotsAttempted()) == 0) {
            to.put("nativeSnapshots", NONE_INCLUDED);
            return;
        }
        switch (facts.files().document(DownloadKind.BACKUP_VOLUME_SNAPSHOTS)) {
            case Fetched.Document(JsonNode list) -> {
                ObjectNode snapshots = to.putObject("nativeSnapshots");
                list.forEach(snapshot -> add(snapshots, NativeSnapshot.of(snapshot)));
            }
            case Fetched.Missing() -> concluding(to, "file not found");
            case Fetched.Unavailable(String why) -> concluding(to, why);
        }
    }

    private void add(ObjectNode to, NativeSnapshot snapshot) {
        if (details) {
            to.putObject(snapshot.volume())
                    .put("snapshotID", snapshot.id())
                    .put("type", snapshot.type())
                    .put("availabilityZone", snapshot.zone())
                    .put("IOPS", snapshot.iops());
        } else {
            to.put(snapshot.volume(), "specify --details for more information");
        }
    }

    private static void concluding(ObjectNode to, String why) {
        to.put("errorConcludeNativeSnapshot", "error concluding native snapshot info: " + why);
    }

    private void deletions(ObjectNode root, List<Item> requests) {
        if (requests.isEmpty()) {
            return;
        }
        ObjectNode attempts = root.putObject("deletionAttempts");
        long failed = requests.stream().filter(r -> !r.at("/status/errors").isEmpty()).count();
        if (failed > 0) {
            attempts.put("failed", failed);
        }
        ArrayNode list = attempts.putArray("deleteBackupRequests");
        for (Item request : requests) {
            ObjectNode one = list.addObject();
            one.put(
                    "creationTimestamp",
                    times.full(new Stored<>(request, "", "").created().orElse(null)));
            one.put("phase", request.text("/status/phase"));
            if (!request.at("/status/errors").isEmpty()) {
                one.set("errors", request.at("/status/errors").deepCopy());
            }
        }
    }

    private static <E> List<E> orNone(@Nullable List<E> list) {
        return list == null ? List.of() : list;
    }

    private static String or(@Nullable String text, String absent) {
        return text == null ? absent : text;
    }
}
