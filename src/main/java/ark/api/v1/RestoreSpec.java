package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to restore. Every field is described in `crds/restores.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RestoreSpec(
        @Nullable String backupName,
        @Nullable String scheduleName,
        @Nullable List<String> includedNamespaces,
        @Nullable List<String> excludedNamespaces,
        @Nullable List<String> includedResources,
        @Nullable List<String> excludedResources,
        @Nullable Map<String, String> namespaceMapping,
        @Nullable LabelSelector labelSelector,
        @Nullable List<LabelSelector> orLabelSelectors,
        @Nullable Boolean restorePVs,
        @Nullable StatusFilter restoreStatus,
        @Nullable Boolean preserveNodePorts,
        @Nullable Boolean includeClusterResources,
        @Nullable Hooks hooks,
        @Nullable String existingResourcePolicy,
        @Nullable String itemOperationTimeout,
        @Nullable TypedLocalObjectReference resourceModifier,
        @Nullable UploaderConfig uploaderConfig) {
    public RestoreSpec {
        includedNamespaces = Copies.list(includedNamespaces);
        excludedNamespaces = Copies.list(excludedNamespaces);
        includedResources = Copies.list(includedResources);
        excludedResources = Copies.list(excludedResources);
        namespaceMapping = Copies.map(namespaceMapping);
        orLabelSelectors = Copies.list(orLabelSelectors);
    }

    /// A builder with nothing set.
    public static Builder builder() {
        return new Builder();
    }

    /// A builder with everything set as it is here.
    public Builder toBuilder() {
        return new Builder()
                .backupName(backupName)
                .scheduleName(scheduleName)
                .includedNamespaces(includedNamespaces)
                .excludedNamespaces(excludedNamespaces)
                .includedResources(includedResources)
                .excludedResources(excludedResources)
                .namespaceMapping(namespaceMapping)
                .labelSelector(labelSelector)
                .orLabelSelectors(orLabelSelectors)
                .restorePVs(restorePVs)
                .restoreStatus(restoreStatus)
                .preserveNodePorts(preserveNodePorts)
                .includeClusterResources(includeClusterResources)
                .hooks(hooks)
                .existingResourcePolicy(existingResourcePolicy)
                .itemOperationTimeout(itemOperationTimeout)
                .resourceModifier(resourceModifier)
                .uploaderConfig(uploaderConfig);
    }

    /// The resources whose status is restored too.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record StatusFilter(
            @Nullable List<String> includedResources, @Nullable List<String> excludedResources) {
        public StatusFilter {
            includedResources = Copies.list(includedResources);
            excludedResources = Copies.list(excludedResources);
        }
    }

    /// How volume data is written.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record UploaderConfig(
            @Nullable Boolean writeSparseFiles, @Nullable Long parallelFilesDownload) {}

    /// Commands to run in restored pods.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Hooks(@Nullable List<HookResource> resources) {
        public Hooks {
            resources = Copies.list(resources);
        }
    }

    /// Hooks of the pods that one filter selects; namespaces are those restored into.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record HookResource(
            @Nullable String name,
            @Nullable List<String> includedNamespaces,
            @Nullable List<String> excludedNamespaces,
            @Nullable List<String> includedResources,
            @Nullable List<String> excludedResources,
            @Nullable LabelSelector labelSelector,
            @Nullable List<Hook> postHooks) {
        public HookResource {
            includedNamespaces = Copies.list(includedNamespaces);
            excludedNamespaces = Copies.list(excludedNamespaces);
            includedResources = Copies.list(includedResources);
            excludedResources = Copies.list(excludedResources);
            postHooks = Copies.list(postHooks);
        }
    }

    /// One hook; exactly one of the two is set.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Hook(@Nullable ExecHook exec, @Nullable InitHook init) {}

    /// A command that runs in a container, without a shell, once the container runs.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ExecHook(
            @Nullable String container,
            @Nullable List<String> command,
            @Nullable HookErrorMode onError,
            @Nullable String execTimeout,
            @Nullable String waitTimeout,
            @Nullable Boolean waitForReady) {
        public ExecHook {
            command = Copies.list(command);
        }
    }

    /// Containers that run before those of the pod.
    ///
    /// @param initContainers JSON as it came: a newer cluster knows more fields of a container
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record InitHook(@Nullable List<JsonNode> initContainers, @Nullable String timeout) {
        public InitHook {
            initContainers = Copies.list(initContainers);
        }
    }

    /// Sets the fields one by one; what is not set is absent.
    public static final class Builder {
        private @Nullable String backupName;
        private @Nullable String scheduleName;
        private @Nullable List<String> includedNamespaces;
        private @Nullable List<String> excludedNamespaces;
        private @Nullable List<String> includedResources;
        private @Nullable List<String> excludedResources;
        private @Nullable Map<String, String> namespaceMapping;
        private @Nullable LabelSelector labelSelector;
        private @Nullable List<LabelSelector> orLabelSelectors;
        private @Nullable Boolean restorePVs;
        private @Nullable StatusFilter restoreStatus;
        private @Nullable Boolean preserveNodePorts;
        private @Nullable Boolean includeClusterResources;
        private @Nullable Hooks hooks;
        private @Nullable String existingResourcePolicy;
        private @Nullable String itemOperationTimeout;
        private @Nullable TypedLocalObjectReference resourceModifier;
        private @Nullable UploaderConfig uploaderConfig;

        private Builder() {}

        public Builder backupName(@Nullable String backupName) {
            this.backupName = backupName;
            return this;
        }

        public Builder scheduleName(@Nullable String scheduleName) {
            this.scheduleName = scheduleName;
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

        public Builder namespaceMapping(@Nullable Map<String, String> namespaceMapping) {
            this.namespaceMapping = namespaceMapping;
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

        public Builder restorePVs(@Nullable Boolean restorePVs) {
            this.restorePVs = restorePVs;
            return this;
        }

        public Builder restoreStatus(@Nullable StatusFilter restoreStatus) {
            this.restoreStatus = restoreStatus;
            return this;
        }

        public Builder preserveNodePorts(@Nullable Boolean preserveNodePorts) {
            this.preserveNodePorts = preserveNodePorts;
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

        public Builder existingResourcePolicy(@Nullable String existingResourcePolicy) {
            this.existingResourcePolicy = existingResourcePolicy;
            return this;
        }

        public Builder itemOperationTimeout(@Nullable String itemOperationTimeout) {
            this.itemOperationTimeout = itemOperationTimeout;
            return this;
        }

        public Builder resourceModifier(@Nullable TypedLocalObjectReference resourceModifier) {
            this.resourceModifier = resourceModifier;
            return this;
        }

        public Builder uploaderConfig(@Nullable UploaderConfig uploaderConfig) {
            this.uploaderConfig = uploaderConfig;
            return this;
        }

        public RestoreSpec build() {
            return new RestoreSpec(
                    backupName,
                    scheduleName,
                    includedNamespaces,
                    excludedNamespaces,
                    includedResources,
                    excludedResources,
                    namespaceMapping,
                    labelSelector,
                    orLabelSelectors,
                    restorePVs,
                    restoreStatus,
                    preserveNodePorts,
                    includeClusterResources,
                    hooks,
                    existingResourcePolicy,
                    itemOperationTimeout,
                    resourceModifier,
                    uploaderConfig);
        }
    }
}
