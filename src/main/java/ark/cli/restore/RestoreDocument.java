package ark.cli.restore;

import ark.api.v1.DownloadKind;
import ark.api.v1.RestoreSpec;
import ark.api.v1.RestoreStatus;
import ark.cli.output.DisplayTime;
import ark.cli.output.Page.Words;
import ark.cli.output.SelectorText;
import ark.cli.page.Document;
import ark.cli.page.PodVolumes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A restore as `ark restore describe -o json` shows it. Velero has no such output; its members are
/// those that a backup's has, and else the words of the page.
final class RestoreDocument {
    private final DisplayTime times;
    private final boolean details;

    RestoreDocument(DisplayTime times, boolean details) {
        this.times = times;
        this.details = details;
    }

    ObjectNode json(RestoreDescription.Facts facts) {
        var document = new Document(facts.restore());
        RestoreStatus status = facts.status();
        var volumes = new PodVolumes(facts.volumes(), "restored");
        document.state(facts.backup(), facts.location(), volumes.states());
        document.failure(status.validationErrors(), status.failureReason());
        document.results(
                () -> facts.files().document(DownloadKind.RESTORE_RESULTS),
                status.warnings(),
                status.errors());
        spec(document.spec(), facts.spec());
        status(document, facts);
        volumes.document(document.status(), "podVolumeRestores", details);
        if (details) {
            document.resourceList(
                    facts.files().document(DownloadKind.RESTORE_RESOURCE_LIST), "restore");
        }
        return document.json();
    }

    private static void spec(ObjectNode to, RestoreSpec spec) {
        List<String> namespaces = spec.includedNamespaces();
        boolean all = namespaces == null || namespaces.equals(List.of("*"));
        to.put("backup", or(spec.backupName(), ""));
        if (spec.scheduleName() != null) {
            to.put("schedule", spec.scheduleName());
        }
        to.set(
                "namespaces",
                Document.filter(
                        all ? List.of() : namespaces,
                        spec.excludedNamespaces(),
                        RestorePage.ALL_NAMESPACES));
        ObjectNode resources =
                Document.filter(spec.includedResources(), spec.excludedResources(), "*");
        resources.put(
                "clusterScoped", Words.EXCLUDED_INCLUDED_AUTO.of(spec.includeClusterResources()));
        to.set("resources", resources);
        ObjectNode mappings = to.putObject("namespaceMappings");
        if (spec.namespaceMapping() != null) {
            spec.namespaceMapping().forEach(mappings::put);
        }
        to.put("labelSelector", SelectorText.of(spec.labelSelector()))
                .put("restorePVs", Words.FALSE_TRUE_AUTO.of(spec.restorePVs()))
                .put("existingResourcePolicy", or(spec.existingResourcePolicy(), "<none>"))
                .put(
                        "preserveServiceNodePorts",
                        Words.FALSE_TRUE_AUTO.of(spec.preserveNodePorts()));
    }

    private void status(Document document, RestoreDescription.Facts facts) {
        RestoreStatus status = facts.status();
        document.status()
                .put("started", times.orElse(status.startTimestamp(), "<n/a>"))
                .put("completed", times.orElse(status.completionTimestamp(), "<n/a>"));
        RestoreStatus.Progress progress = status.progress();
        if (progress != null) {
            document.progress("Restored", progress.totalItems(), progress.itemsRestored());
        }
        document.hooks(status.hookStatus());
    }

    private static String or(@Nullable String text, String absent) {
        return text == null ? absent : text;
    }
}
