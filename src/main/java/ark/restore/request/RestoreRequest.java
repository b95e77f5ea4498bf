package ark.restore.request;

import ark.api.v1.Annotations;
import ark.api.v1.Backup;
import ark.api.v1.BackupSpec;
import ark.api.v1.LabelSelectors;
import ark.api.v1.Labels;
import ark.api.v1.Restore;
import ark.api.v1.RestoreSpec;
import ark.hook.RestoreHooks;
import ark.item.LabelSelector;
import ark.item.NameFilter;
import ark.item.Selection;
import ark.podvolume.VolumeTimeout;
import ark.restore.action.InitHook;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one Restore asks for, with every default applied.
///
/// @param namespaceMapping from a namespace of the backup to the one that it is restored into
/// @param volumeTimeout for the contents of all volumes of pods together
/// @param resumed whether an earlier attempt may have restored some of it
public record RestoreRequest(
        Id id,
        Source source,
        Filter filter,
        Map<String, String> namespaceMapping,
        Handling handling,
        Hooks hooks,
        VolumeTimeout volumeTimeout,
        boolean resumed) {
    /// What restored pods run.
    ///
    /// @param init before their own containers
    /// @param exec once their containers run
    public record Hooks(List<InitHook> init, RestoreHooks exec) {
        public static final Hooks NONE = new Hooks(List.of(), RestoreHooks.NONE);

        public Hooks {
            init = List.copyOf(init);
        }
    }

    /// What no restore brings back. Source: Velero 1.9.7; the last one: 1.18.
    public static final List<String> NON_RESTORABLE =
            List.of(
                    "nodes",
                    "events",
                    "events.events.k8s.io",
                    "backups.velero.io",
                    "restores.velero.io",
                    "resticrepositories.velero.io",
                    "csinodes.storage.k8s.io",
                    "volumeattachments.storage.k8s.io",
                    "backuprepositories.velero.io");

    public RestoreRequest {
        namespaceMapping = Map.copyOf(namespaceMapping);
    }

    /// The request of a Restore whose spec has no problems.
    ///
    /// @param usual the time for volumes of a Restore that says nothing of it
    static RestoreRequest of(Restore restore, Backup backup, Duration usual, boolean resumed) {
        RestoreSpec spec = specOf(restore);
        Map<String, String> labels = backup.getMetadata().getLabels();
        String schedule =
                text(spec.scheduleName()).isEmpty() && labels != null
                        ? labels.getOrDefault(Labels.SCHEDULE_NAME, "")
                        : text(spec.scheduleName());
        return new RestoreRequest(
                Id.of(restore),
                source(backup, schedule),
                filter(spec),
                texts(spec.namespaceMapping()),
                handling(spec),
                new Hooks(initHooks(spec), RestoreHooks.of(spec.hooks())),
                VolumeTimeout.of(texts(restore.getMetadata().getAnnotations()), usual),
                resumed);
    }

    private static Source source(Backup backup, String schedule) {
        BackupSpec spec =
                backup.getSpec() == null ? BackupSpec.builder().build() : backup.getSpec();
        boolean every =
                spec.defaultVolumesToFsBackup() == null
                        ? Boolean.TRUE.equals(spec.defaultVolumesToRestic())
                        : spec.defaultVolumesToFsBackup();
        return new Source(
                backup.getMetadata().getName(),
                schedule,
                text(spec.storageLocation()),
                every,
                texts(backup.getMetadata().getAnnotations()).containsKey(Annotations.ERA));
    }

    static RestoreSpec specOf(Restore restore) {
        return restore.getSpec() == null ? RestoreSpec.builder().build() : restore.getSpec();
    }

    /// The name of the backup.
    public String backup() {
        return source.backup();
    }

    /// The name of the schedule that made the backup, or "".
    public String schedule() {
        return source.schedule();
    }

    /// Where a namespace of the backup is restored into.
    public String targetOf(String namespace) {
        return namespaceMapping.getOrDefault(namespace, namespace);
    }

    /// Which Restore.
    ///
    /// @param created by the cluster's clock
    public record Id(String namespace, String name, String uid, Instant created) {
        public static Id of(Restore restore) {
            var metadata = restore.getMetadata();
            return new Id(
                    metadata.getNamespace(),
                    metadata.getName(),
                    metadata.getUid(),
                    Instant.parse(metadata.getCreationTimestamp()));
        }

        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    /// What is restored.
    ///
    /// @param backup its name
    /// @param schedule the name of the schedule that made it, or ""
    /// @param location the name of its storage location
    /// @param everyVolume whether it was asked for all volumes of pods
    /// @param arkEra whether Ark up to 0.11 made it
    public record Source(
            String backup, String schedule, String location, boolean everyVolume, boolean arkEra) {}

    /// Which items of the backup, by the namespaces that they were in.
    ///
    /// @param resources names as somebody typed them
    /// @param anyOf an item must match one of these; none: labels do not matter
    public record Filter(
            NameFilter namespaces,
            NameFilter resources,
            List<LabelSelector> anyOf,
            ClusterScope clusterScope) {
        public Filter {
            anyOf = List.copyOf(anyOf);
        }
    }

    /// Whether cluster-scoped items are restored.
    public enum ClusterScope {
        ALL,
        NONE,
        /// All when no namespace is left out, else only those that something else needs.
        NEEDED
    }

    /// How items are restored.
    ///
    /// @param fromSnapshots whether volumes are made from the snapshots that a provider holds
    /// @param updateExisting whether items that exist are changed
    /// @param statuses the resources whose status is restored too
    public record Handling(
            boolean preserveNodePorts,
            boolean fromSnapshots,
            boolean updateExisting,
            NameFilter statuses) {
        /// Matches no resource.
        public static final NameFilter NO_STATUS = new NameFilter(List.of(), List.of("?*"));
    }

    static List<String> excludedResources(RestoreSpec spec) {
        var excluded = new LinkedHashSet<>(list(spec.excludedResources()));
        excluded.addAll(NON_RESTORABLE);
        return List.copyOf(excluded);
    }

    private static Filter filter(RestoreSpec spec) {
        Boolean cluster = spec.includeClusterResources();
        ClusterScope scope = ClusterScope.NEEDED;
        if (cluster != null) {
            scope = cluster ? ClusterScope.ALL : ClusterScope.NONE;
        }
        return new Filter(
                new NameFilter(list(spec.includedNamespaces()), list(spec.excludedNamespaces())),
                new NameFilter(list(spec.includedResources()), excludedResources(spec)),
                selectors(spec),
                scope);
    }

    private static List<LabelSelector> selectors(RestoreSpec spec) {
        var or = list(spec.orLabelSelectors());
        if (!or.isEmpty()) {
            return or.stream().map(LabelSelectors::of).toList();
        }
        LabelSelector one = LabelSelectors.of(spec.labelSelector());
        return one.everything() ? List.of() : List.of(one);
    }

    private static Handling handling(RestoreSpec spec) {
        var status = spec.restoreStatus();
        return new Handling(
                Boolean.TRUE.equals(spec.preserveNodePorts()),
                !Boolean.FALSE.equals(spec.restorePVs()),
                text(spec.existingResourcePolicy()).equals("update"),
                status == null
                        ? Handling.NO_STATUS
                        : new NameFilter(
                                list(status.includedResources()),
                                list(status.excludedResources())));
    }

    private static List<InitHook> initHooks(RestoreSpec spec) {
        var hooks = new ArrayList<InitHook>();
        for (RestoreSpec.HookResource resource : hooks(spec)) {
            LabelSelector labels = LabelSelectors.of(resource.labelSelector());
            var selection =
                    new Selection(
                            new NameFilter(
                                    list(resource.includedNamespaces()),
                                    list(resource.excludedNamespaces())),
                            NameFilter.EVERYTHING,
                            labels.everything() ? List.of() : List.of(labels));
            for (RestoreSpec.Hook hook : list(resource.postHooks())) {
                if (hook.init() != null) {
                    hooks.add(new InitHook(selection, containers(hook.init())));
                }
            }
        }
        return hooks;
    }

    private static List<ObjectNode> containers(RestoreSpec.InitHook hook) {
        return list(hook.initContainers()).stream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList();
    }

    static List<RestoreSpec.HookResource> hooks(RestoreSpec spec) {
        return spec.hooks() == null ? List.of() : list(spec.hooks().resources());
    }

    static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static Map<String, String> texts(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
