package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to capture. Every field is described in `crds/backups.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupSpec(
        @Nullable Metadata metadata,
        @Nullable List<String> includedNamespaces,
        @Nullable List<String> excludedNamespaces,
        @Nullable List<String> includedResources,
        @Nullable List<String> excludedResources,
        @Nullable List<String> includedClusterScopedResources,
        @Nullable List<String> excludedClusterScopedResources,
        @Nullable List<String> includedNamespaceScopedResources,
        @Nullable List<String> excludedNamespaceScopedResources,
        @Nullable LabelSelector labelSelector,
        @Nullable List<LabelSelector> orLabelSelectors,
        @Nullable Boolean snapshotVolumes,
        @Nullable String ttl,
        @Nullable Boolean includeClusterResources,
        @Nullable Hooks hooks,
        @Nullable String storageLocation,
        @Nullable List<String> volumeSnapshotLocations,
        @Nullable Boolean defaultVolumesToRestic,
        @Nullable Boolean defaultVolumesToFsBackup,
        @Nullable Map<String, String> orderedResources,
        @Nullable String csiSnapshotTimeout,
        @Nullable String itemOperationTimeout,
        @Nullable TypedLocalObjectReference resourcePolicy,
        @Nullable Boolean snapshotMoveData,
        @Nullable String datamover,
        @Nullable UploaderConfig uploaderConfig,
        @Nullable String volumeGroupSnapshotLabelKey) {
    public BackupSpec {
        includedNamespaces = Copies.list(includedNamespaces);
        excludedNamespaces = Copies.list(excludedNamespaces);
        includedResources = Copies.list(includedResources);
        excludedResources = Copies.list(excludedResources);
        includedClusterScopedResources = Copies.list(includedClusterScopedResources);
        excludedClusterScopedResources = Copies.list(excludedClusterScopedResources);
        includedNamespaceScopedResources = Copies.list(includedNamespaceScopedResources);
        excludedNamespaceScopedResources = Copies.list(excludedNamespaceScopedResources);
        orLabelSelectors = Copies.list(orLabelSelectors);
        volumeSnapshotLocations = Copies.list(volumeSnapshotLocations);
        orderedResources = Copies.map(orderedResources);
    }

    /// A builder with nothing set.
    public static Builder builder() {
        return new Builder();
    }

    /// A builder with everything set as it is here.
    public Builder toBuilder() {
        return new Builder()
                .metadata(metadata)
                .includedNamespaces(includedNamespaces)
                .excludedNamespaces(excludedNamespaces)
                .includedResources(includedResources)
                .excludedResources(excludedResources)
                .includedClusterScopedResources(includedClusterScopedResources)
                .excludedClusterScopedResources(excludedClusterScopedResources)
                .includedNamespaceScopedResources(includedNamespaceScopedResources)
                .excludedNamespaceScopedResources(excludedNamespaceScopedResources)
                .labelSelector(labelSelector)
                .orLabelSelectors(orLabelSelectors)
                .snapshotVolumes(snapshotVolumes)
                .ttl(ttl)
                .includeClusterResources(includeClusterResources)
                .hooks(hooks)
                .storageLocation(storageLocation)
                .volumeSnapshotLocations(volumeSnapshotLocations)
                .defaultVolumesToRestic(defaultVolumesToRestic)
                .defaultVolumesToFsBackup(defaultVolumesToFsBackup)
                .orderedResources(orderedResources)
                .csiSnapshotTimeout(csiSnapshotTimeout)
                .itemOperationTimeout(itemOperationTimeout)
                .resourcePolicy(resourcePolicy)
                .snapshotMoveData(snapshotMoveData)
                .datamover(datamover)
                .uploaderConfig(uploaderConfig)
                .volumeGroupSnapshotLabelKey(volumeGroupSnapshotLabelKey);
    }

    /// Labels for the backups that a schedule makes.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Metadata(@Nullable Map<String, String> labels) {
        public Metadata {
            labels = Copies.map(labels);
        }
    }

    /// How volume data is read.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record UploaderConfig(@Nullable Long parallelFilesUpload) {}

    /// Commands to run in pods before and after they are captured.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Hooks(@Nullable List<HookResource> resources) {
        public Hooks {
            resources = Copies.list(resources);
        }
    }

    /// Hooks of the pods that one filter selects.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record HookResource(
            @Nullable String name,
            @Nullable List<String> includedNamespaces,
            @Nullable List<String> excludedNamespaces,
            @Nullable List<String> includedResources,
            @Nullable List<String> excludedResources,
            @Nullable LabelSelector labelSelector,
            @Nullable List<Hook> pre,
            @Nullable List<Hook> post) {
        public HookResource {
            includedNamespaces = Copies.list(includedNamespaces);
            excludedNamespaces = Copies.list(excludedNamespaces);
            includedResources = Copies.list(includedResources);
            excludedResources = Copies.list(excludedResources);
            pre = Copies.list(pre);
            post = Copies.list(post);
        }
    }

    /// One hook; `exec` is the only kind there is.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Hook(@Nullable ExecHook exec) {}

    /// A command that runs in a container, without a shell.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ExecHook(
            @Nullable String container,
            @Nullable List<String> command,
            @Nullable HookErrorMode onError,
            @Nullable String timeout) {
        public ExecHook {
            command = Copies.list(command);
        }
    }

    /// Sets the fields one by one; what is not set is absent.
    public static final class Builder {
        private @Nullable Metadata metadata;
        private @Nullable List<String> includedNamespaces;
        private @Nullable List<String> excludedNamespaces;
        private @Nullable List<String> includedResources;
        private @Nullable List<String> excludedResources;
        private @Nullable List<String> includedClusterScopedResources;
        private @Nullable List<String> excludedClusterScopedResources;
        private @Nullable List<String> includedNamespaceScopedResources;
        private @Nullable List<String> excludedNamespaceScopedResources;
        private @Nullable LabelSelector labelSelector;
        private @Nullable List<LabelSelector> orLabelSelectors;
        private @Nullable Boolean snapshotVolumes;
        private @Nullable String ttl;
        private @Nullable Boolean includeClusterResources;
        private @Nullable Hooks hooks;
        private @Nullable String storageLocation;
        private @Nullable List<String> volumeSnapshotLocations;
        private @Nullable Boolean defaultVolumesToRestic;
        private @Nullable Boolean defaultVolumesToFsBackup;
        private @Nullable Map<String, String> orderedResources;
        private @Nullable String csiSnapshotTimeout;
        private @Nullable String itemOperationTimeout;
        private @Nullable TypedLocalObjectReference resourcePolicy;
        private @Nullable Boolean snapshotMoveData;
        private @Nullable String datamover;
        private @Nullable UploaderConfig uploaderConfig;
        private @Nullable String volumeGroupSnapshotLabelKey;

        private Builder() {}

        public Builder metadata(@Nullable Metadata metadata) {
            this.metadata = metadata;
            return this;
        }

        public Builder includedNamespaces(@Nullable List<String> includedNamespaces) {
            this.includedNamespaces = includedNamespaces;
            return this;
        }

        public Builder excludedNamespaces(@Nullable List<String> excludedNamespaces) {
            this.excludedNamespaces = excludedNamespaces;
            return this;
        }

        public Builder includedResources(@Nullable List<String> includedResources) {
            this.includedResources = includedResources;
            return this;
        }

        public Builder excludedResources(@Nullable List<String> excludedResources) {
            this.excludedResources = excludedResources;
            return this;
        }

        public Builder includedClusterScopedResources(
                @Nullable List<String> includedClusterScopedResources) {
            this.includedClusterScopedResources = includedClusterScopedResources;
            return this;
        }

        public Builder excludedClusterScopedResources(
                @Nullable List<String> excludedClusterScopedResources) {
            this.excludedClusterScopedResources = excludedClusterScopedResources;
            return this;
        }

        public Builder includedNamespaceScopedResources(
                @Nullable List<String> includedNamespaceScopedResources) {
            this.includedNamespaceScopedResources = includedNamespaceScopedResources;
            return this;
        }

        public Builder excludedNamespaceScopedResources(
                @Nullable List<String> excludedNamespaceScopedResources) {
            this.excludedNamespaceScopedResources = excludedNamespaceScopedResources;
            return this;
        }

        public Builder labelSelector(@Nullable LabelSelector labelSelector) {
            this.labelSelector = labelSelector;
            return this;
        }

        public Builder orLabelSelectors(@Nullable List<LabelSelector> orLabelSelectors) {
            this.orLabelSelectors = orLabelSelectors;
            return this;
        }

        public Builder snapshotVolumes(@Nullable Boolean snapshotVolumes) {
            this.snapshotVolumes = snapshotVolumes;
            return this;
        }

        public Builder ttl(@Nullable String ttl) {
            this.ttl = ttl;
            return this;
        }

        public Builder includeClusterResources(@Nullable Boolean includeClusterResources) {
            this.includeClusterResources = includeClusterResources;
            return this;
        }

        public Builder hooks(@Nullable Hooks hooks) {
            this.hooks = hooks;
            return this;
        }

        public Builder storageLocation(@Nullable String storageLocation) {
            this.storageLocation = storageLocation;
            return this;
        }

        public Builder volumeSnapshotLocations(@Nullable List<String> volumeSnapshotLocations) {
            this.volumeSnapshotLocations = volumeSnapshotLocations;
            return this;
        }

        public Builder defaultVolumesToRestic(@Nullable Boolean defaultVolumesToRestic) {
            this.defaultVolumesToRestic = defaultVolumesToRestic;
            return this;
        }

        public Builder defaultVolumesToFsBackup(@Nullable Boolean defaultVolumesToFsBackup) {
            this.defaultVolumesToFsBackup = defaultVolumesToFsBackup;
            return this;
        }

        public Builder orderedResources(@Nullable Map<String, String> orderedResources) {
            this.orderedResources = orderedResources;
            return this;
        }

        public Builder csiSnapshotTimeout(@Nullable String csiSnapshotTimeout) {
            this.csiSnapshotTimeout = csiSnapshotTimeout;
            return this;
        }

        public Builder itemOperationTimeout(@Nullable String itemOperationTimeout) {
            this.itemOperationTimeout = itemOperationTimeout;
            return this;
        }

        public Builder resourcePolicy(@Nullable TypedLocalObjectReference resourcePolicy) {
            this.resourcePolicy = resourcePolicy;
            return this;
        }

        public Builder snapshotMoveData(@Nullable Boolean snapshotMoveData) {
            this.snapshotMoveData = snapshotMoveData;
            return this;
        }

        public Builder datamover(@Nullable String datamover) {
            this.datamover = datamover;
            return this;
        }

        public Builder uploaderConfig(@Nullable UploaderConfig uploaderConfig) {
            this.uploaderConfig = uploaderConfig;
            return this;
        }

        public Builder volumeGroupSnapshotLabelKey(@Nullable String volumeGroupSnapshotLabelKey) {
            this.volumeGroupSnapshotLabelKey = volumeGroupSnapshotLabelKey;
            return this;
        }

        public BackupSpec build() {
            return new BackupSpec(
                    metadata,
                    includedNamespaces,
                    excludedNamespaces,
                    includedResources,
                    excludedResources,
                    includedClusterScopedResources,
                    excludedClusterScopedResources,
                    includedNamespaceScopedResources,
                    excludedNamespaceScopedResources,
                    labelSelector,
                    orLabelSelectors,
                    snapshotVolumes,
                    ttl,
                    includeClusterResources,
                    hooks,
                    storageLocation,
                    volumeSnapshotLocations,
                    defaultVolumesToRestic,
                    defaultVolumesToFsBackup,
                    orderedResources,
                    csiSnapshotTimeout,
                    itemOperationTimeout,
                    resourcePolicy,
                    snapshotMoveData,
                    datamover,
                    uploaderConfig,
                    volumeGroupSnapshotLabelKey);
        }
    }
}
