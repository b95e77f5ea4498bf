package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a restore. Every field is described in `crds/restores.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RestoreStatus(
        @Nullable RestorePhase phase,
        @Nullable List<String> validationErrors,
        @Nullable Long warnings,
        @Nullable Long errors,
        @Nullable String failureReason,
        @WireTime @Nullable Instant startTimestamp,
        @WireTime @Nullable Instant completionTimestamp,
        @Nullable Progress progress,
        @Nullable Long restoreItemOperationsAttempted,
        @Nullable Long restoreItemOperationsCompleted,
        @Nullable Long restoreItemOperationsFailed,
        @Nullable HookStatus hookStatus) {
    public RestoreStatus {
        validationErrors = Copies.list(validationErrors);
    }

    /// A builder with nothing set.
    public static Builder builder() {
        return new Builder();
    }

    /// A builder with everything set as it is here.
    public Builder toBuilder() {
        return new Builder()
                .phase(phase)
                .validationErrors(validationErrors)
                .warnings(warnings)
                .errors(errors)
                .failureReason(failureReason)
                .startTimestamp(startTimestamp)
                .completionTimestamp(completionTimestamp)
                .progress(progress)
                .restoreItemOperationsAttempted(restoreItemOperationsAttempted)
                .restoreItemOperationsCompleted(restoreItemOperationsCompleted)
                .restoreItemOperationsFailed(restoreItemOperationsFailed)
                .hookStatus(hookStatus);
    }

    /// How many items there are, and how many are done.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Progress(@Nullable Long totalItems, @Nullable Long itemsRestored) {}

    /// Sets the fields one by one; what is not set is absent.
    public static final class Builder {
        private @Nullable RestorePhase phase;
        private @Nullable List<String> validationErrors;
        private @Nullable Long warnings;
        private @Nullable Long errors;
        private @Nullable String failureReason;
        private @Nullable Instant startTimestamp;
        private @Nullable Instant completionTimestamp;
        private @Nullable Progress progress;
        private @Nullable Long restoreItemOperationsAttempted;
        private @Nullable Long restoreItemOperationsCompleted;
        private @Nullable Long restoreItemOperationsFailed;
        private @Nullable HookStatus hookStatus;

        private Builder() {}

        public Builder phase(@Nullable RestorePhase phase) {
            this.phase = phase;
            return this;
        }

        public Builder validationErrors(@Nullable List<String> validationErrors) {
            this.validationErrors = validationErrors;
            return this;
        }

        public Builder warnings(@Nullable Long warnings) {
            this.warnings = warnings;
            return this;
        }

        public Builder errors(@Nullable Long errors) {
            this.errors = errors;
            return this;
        }

        public Builder failureReason(@Nullable String failureReason) {
            this.failureReason = failureReason;
            return this;
        }

        public Builder startTimestamp(@Nullable Instant startTimestamp) {
            this.startTimestamp = startTimestamp;
            return this;
        }

        public Builder completionTimestamp(@Nullable Instant completionTimestamp) {
            this.completionTimestamp = completionTimestamp;
            return this;
        }

        public Builder progress(@Nullable Progress progress) {
            this.progress = progress;
            return this;
        }

        public Builder restoreItemOperationsAttempted(
                @Nullable Long restoreItemOperationsAttempted) {
            this.restoreItemOperationsAttempted = restoreItemOperationsAttempted;
            return this;
        }

        public Builder restoreItemOperationsCompleted(
                @Nullable Long restoreItemOperationsCompleted) {
            this.restoreItemOperationsCompleted = restoreItemOperationsCompleted;
            return this;
        }

        public Builder restoreItemOperationsFailed(@Nullable Long restoreItemOperationsFailed) {
            this.restoreItemOperationsFailed = restoreItemOperationsFailed;
            return this;
        }

        public Builder hookStatus(@Nullable HookStatus hookStatus) {
            this.hookStatus = hookStatus;
            return this;
        }

        public RestoreStatus build() {
            return new RestoreStatus(
                    phase,
                    validationErrors,
                    warnings,
                    errors,
                    failureReason,
                    startTimestamp,
                    completionTimestamp,
                    progress,
                    restoreItemOperationsAttempted,
                    restoreItemOperationsCompleted,
                    restoreItemOperationsFailed,
                    hookStatus);
        }
    }
}
