package ark.cli.backup;

import ark.api.v1.BackupSpec;
import ark.api.v1.HookErrorMode;
import ark.cli.output.Page;
import ark.cli.output.Page.Words;
import ark.cli.output.SelectorText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a backup captures, section by section.
///
/// Source: Velero 1.9.7, `backup describe`; 1.18 for what came later.
final class BackupSpecSections {
    private static final String NONE = "<none>";

    private final Page page;

    BackupSpecSections(Page page) {
        this.page = page;
    }

    void of(BackupSpec spec) {
        page.line(0, "Namespaces:")
                .names(1, "Included", spec.includedNamespaces(), "*")
                .names(1, "Excluded", spec.excludedNamespaces(), NONE)
                .blank();
        resources(spec);
        page.blank().row(0, "Label selector", SelectorText.of(spec.labelSelector())).blank();
        if (spec.orLabelSelectors() != null && !spec.orLabelSelectors().isEmpty()) {
            page.row(0, "Or label selector", SelectorText.anyOf(spec.orLabelSelectors())).blank();
        }
        page.row(0, "Storage Location", or(spec.storageLocation(), "")).blank();
        volumes(spec);
        page.blank().row(0, "TTL", or(spec.ttl(), "0s"));
        timeouts(spec);
        page.blank();
        hooks(spec.hooks());
        ordered(spec.orderedResources());
    }

    private void resources(BackupSpec spec) {
        page.line(0, "Resources:");
        if (scoped(spec)) {
            page.names(1, "Included cluster-scoped", spec.includedClusterScopedResources(), NONE)
                    .names(
                            1,
                            "Excluded cluster-scoped",
                            spec.excludedClusterScopedResources(),
                            NONE)
                    .names(
                            1,
                            "Included namespace-scoped",
                            spec.includedNamespaceScopedResources(),
                            "*")
                    .names(
                            1,
                            "Excluded namespace-scoped",
                            spec.excludedNamespaceScopedResources(),
                            NONE);
            return;
        }
        page.names(1, "Included", spec.includedResources(), "*")
                .names(1, "Excluded", spec.excludedResources(), NONE)
                .choice(
                        1,
                        "Cluster-scoped",
                        spec.includeClusterResources(),
                        Words.EXCLUDED_INCLUDED_AUTO);
    }

    /// The four later filters are in use.
    private static boolean scoped(BackupSpec spec) {
        return some(spec.includedClusterScopedResources())
                || some(spec.excludedClusterScopedResources())
                || some(spec.includedNamespaceScopedResources())
                || some(spec.excludedNamespaceScopedResources());
    }

    private void volumes(BackupSpec spec) {
        page.choice(0, "Velero-Native Snapshot PVs", spec.snapshotVolumes(), Words.FALSE_TRUE_AUTO);
        Boolean fileSystem =
                spec.defaultVolumesToFsBackup() == null
                        ? spec.defaultVolumesToRestic()
                        : spec.defaultVolumesToFsBackup();
        if (fileSystem != null) {
            page.row(0, "File System Backup (Default)", fileSystem);
        }
        if (spec.snapshotMoveData() != null) {
            page.row(0, "Snapshot Move Data", spec.snapshotMoveData());
        }
        if (spec.datamover() != null) {
            page.row(0, "Data Mover", spec.datamover());
        }
    }

    private void timeouts(BackupSpec spec) {
        boolean csi = !or(spec.csiSnapshotTimeout(), "0s").equals("0s");
        boolean items = !or(spec.itemOperationTimeout(), "0s").equals("0s");
        if (csi || items) {
            page.blank();
        }
        if (csi) {
            page.row(0, "CSISnapshotTimeout", or(spec.csiSnapshotTimeout(), ""));
        }
        if (items) {
            page.row(0, "ItemOperationTimeout", or(spec.itemOperationTimeout(), ""));
        }
    }

    private void hooks(BackupSpec.@Nullable Hooks hooks) {
        if (hooks == null || !some(hooks.resources())) {
            page.row(0, "Hooks", NONE);
            return;
        }
        page.line(0, "Hooks:").line(1, "Resources:");
        for (BackupSpec.HookResource resource : orNone(hooks.resources())) {
            page.line(2, or(resource.name(), "") + ":")
                    .line(3, "Namespaces:")
                    .names(4, "Included", resource.includedNamespaces(), "*")
                    .names(4, "Excluded", resource.excludedNamespaces(), NONE)
                    .blank()
                    .line(3, "Resources:")
                    .names(4, "Included", resource.includedResources(), "*")
                    .names(4, "Excluded", resource.excludedResources(), NONE)
                    .blank()
                    .row(3, "Label selector", SelectorText.of(resource.labelSelector()));
            orNone(resource.pre()).forEach(hook -> hook("Pre Exec Hook", hook.exec()));
            orNone(resource.post()).forEach(hook -> hook("Post Exec Hook", hook.exec()));
        }
    }

    private void hook(String title, BackupSpec.@Nullable ExecHook exec) {
        if (exec == null) {
            return;
        }
        HookErrorMode onError = exec.onError();
        page.blank()
                .line(3, title + ":")
                .row(4, "Container", or(exec.container(), ""))
                .row(4, "Command", String.join(" ", orNone(exec.command())))
                .row(4, "On Error", onError == null ? "" : onError.text())
                .row(4, "Timeout", or(exec.timeout(), "0s"));
    }

    private void ordered(@Nullable Map<String, String> ordered) {
        if (ordered != null && !ordered.isEmpty()) {
            page.blank().line(0, "OrderedResources:");
            new TreeMap<>(ordered).forEach((kind, names) -> page.line(1, kind + ": " + names));
        }
    }

    private static boolean some(@Nullable List<?> list) {
        return list != null && !list.isEmpty();
    }

    private static <E> List<E> orNone(@Nullable List<E> list) {
        return list == null ? List.of() : list;
    }

    private static String or(@Nullable String text, String absent) {
        return text == null ? absent : text;
    }
}
