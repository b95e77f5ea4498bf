package ark.cli.page;

import ark.api.v1.BackupSpec;
import ark.api.v1.HookErrorMode;
import ark.cli.output.Page;
import ark.cli.output.Page.Words;
import ark.cli.output.SelectorText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a backup captures, section by section; also the template of a schedule, indented.
///
/// Source: Velero 1.9.7, `backup describe`; 1.18 for what came later.
public final class BackupSpecSections {
    private static final String NONE = "<none>";

    private final Page page;
    private final int indent;

    /// Sections of a page.
    ///
    /// @param indent of all lines
    public BackupSpecSections(Page page, int indent) {
        this.page = page;
        this.indent = indent;
    }

    public void of(BackupSpec spec) {
        page.line(indent, "Namespaces:")
                .names(indent + 1, "Included", spec.includedNamespaces(), "*")
                .names(indent + 1, "Excluded", spec.excludedNamespaces(), NONE)
                .blank();
        resources(spec);
        page.blank().row(indent, "Label selector", SelectorText.of(spec.labelSelector())).blank();
        if (spec.orLabelSelectors() != null && !spec.orLabelSelectors().isEmpty()) {
            page.row(indent, "Or label selector", SelectorText.anyOf(spec.orLabelSelectors()))
                    .blank();
        }
        page.row(indent, "Storage Location", or(spec.storageLocation(), "")).blank();
        volumes(spec);
        page.blank().row(indent, "TTL", or(spec.ttl(), "0s"));
        timeouts(spec);
        page.blank();
        hooks(spec.hooks());
        ordered(spec.orderedResources());
    }

    private void resources(BackupSpec spec) {
        page.line(indent, "Resources:");
        if (scoped(spec)) {
            page.names(
                            indent + 1,
                            "Included cluster-scoped",
                            spec.includedClusterScopedResources(),
                            NONE)
                    .names(
                            indent + 1,
                            "Excluded cluster-scoped",
                            spec.excludedClusterScopedResources(),
                            NONE)
                    .names(
                            indent + 1,
                            "Included namespace-scoped",
                            spec.includedNamespaceScopedResources(),
                            "*")
                    .names(
                            indent + 1,
                            "Excluded namespace-scoped",
                            spec.excludedNamespaceScopedResources(),
                            NONE);
            return;
        }
        page.names(indent + 1, "Included", spec.includedResources(), "*")
                .names(indent + 1, "Excluded", spec.excludedResources(), NONE)
                .choice(
                        indent + 1,
                        "Cluster-scoped",
                        spec.includeClusterResources(),
                        Words.EXCLUDED_INCLUDED_AUTO);
    }

    /// Whether the four later filters are in use.
    public static boolean scoped(BackupSpec spec) {
        return some(spec.includedClusterScopedResources())
                || some(spec.excludedClusterScopedResources())
                || some(spec.includedNamespaceScopedResources())
                || some(spec.excludedNamespaceScopedResources());
    }

    private void volumes(BackupSpec spec) {
        page.choice(
                indent,
                "Velero-Native Snapshot PVs",
                spec.snapshotVolumes(),
                Words.FALSE_TRUE_AUTO);
        Boolean fileSystem =
                spec.defaultVolumesToFsBackup() == null
                        ? spec.defaultVolumesToRestic()
                        : spec.defaultVolumesToFsBackup();
        if (fileSystem != null) {
            page.row(indent, "File System Backup (Default)", fileSystem);
        }
        if (spec.snapshotMoveData() != null) {
            page.row(indent, "Snapshot Move Data", spec.snapshotMoveData());
        }
        if (spec.datamover() != null) {
            page.row(indent, "Data Mover", spec.datamover());
        }
    }

    private void timeouts(BackupSpec spec) {
        boolean csi = !or(spec.csiSnapshotTimeout(), "0s").equals("0s");
        boolean items = !or(spec.itemOperationTimeout(), "0s").equals("0s");
        if (csi || items) {
            page.blank();
        }
        if (csi) {
            page.row(indent, "CSISnapshotTimeout", or(spec.csiSnapshotTimeout(), ""));
        }
        if (items) {
            page.row(indent, "ItemOperationTimeout", or(spec.itemOperationTimeout(), ""));
        }
    }

    private void hooks(BackupSpec.@Nullable Hooks hooks) {
        if (hooks == null || !some(hooks.resources())) {
            page.row(indent, "Hooks", NONE);
            return;
        }
        page.line(indent, "Hooks:").line(indent + 1, "Resources:");
        for (BackupSpec.HookResource resource : orNone(hooks.resources())) {
            page.line(indent + 2, or(resource.name(), "") + ":")
                    .line(indent + 3, "Namespaces:")
                    .names(indent + 4, "Included", resource.includedNamespaces(), "*")
                    .names(indent + 4, "Excluded", resource.excludedNamespaces(), NONE)
                    .blank()
                    .line(indent + 3, "Resources:")
                    .names(indent + 4, "Included", resource.includedResources(), "*")
                    .names(indent + 4, "Excluded", resource.excludedResources(), NONE)
                    .blank()
                    .row(indent + 3, "Label selector", SelectorText.of(resource.labelSelector()));
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
                .line(indent + 3, title + ":")
                .row(indent + 4, "Container", or(exec.container(), ""))
                .row(indent + 4, "Command", String.join(" ", orNone(exec.command())))
                .row(indent + 4, "On Error", onError == null ? "" : onError.text())
                .row(indent + 4, "Timeout", or(exec.timeout(), "0s"));
    }

    private void ordered(@Nullable Map<String, String> ordered) {
        if (ordered != null && !ordered.isEmpty()) {
            page.blank().line(indent, "OrderedResources:");
            new TreeMap<>(ordered)
                    .forEach((kind, names) -> page.line(indent + 1, kind + ": " + names));
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
