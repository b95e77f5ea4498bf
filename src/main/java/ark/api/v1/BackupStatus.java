package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a backup. Every field is described in `crds/backups.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupStatus(
        @Nullable Long version,
        @Nullable String formatVersion,
        @WireTime @Nullable Instant expiration,
        @Nullable BackupPhase phase,
        @Nullable List<String> validationErrors,
        @WireTime @Nullable Instant startTimestamp,
        @WireTime @Nullable Instant completionTimestamp,
        @Nullable Long volumeSnapshotsAttempted,
        @Nullable Long volumeSnapshotsCompleted,
        @Nullable String failureReason,
        @Nullable Long warnings,
        @Nullable Long errors,
        @Nullable Progress progress,
        @Nullable Long csiVolumeSnapshotsAttempted,
        @Nullable Long csiVolumeSnapshotsCompleted,
        @Nullable Long backupItemOperationsAttempted,
        @Nullable Long backupItemOperationsCompleted,
        @Nullable Long backupItemOperationsFailed,
        @Nullable HookStatus hookStatus,
        @Nullable Long queuePosition) {
    public BackupStatus {
        validationErrors = Copies.list(validationErrors);
    }

    /// A builder with nothing set.
    public static Builder builder() {
        return new Builder();
    }

    /// A builder with everything set as it is here.
    public Builder toBuilder() {
        return new Builder()
                .version(version)
                .formatVersion(formatVersion)
                .expiration(expiration)
                .phase(phase)
                .validationErrors(validationErrors)
                .startTimestamp(startTimestamp)
                .completionTimestamp(completionTimestamp)
                .volumeSnapshotsAttempted(volumeSnapshotsAttempted)
                .volumeSnapshotsCompleted(volumeSnapshotsCompleted)
                .failureReason(failureReason)
                .warnings(warnings)
                .errors(errors)
                .progress(progress)
                .csiVolumeSnapshotsAttempted(csiVolumeSnapshotsAttempted)
                .csiVolumeSnapshotsCompleted(csiVolumeSnapshotsCompleted)
                .backupItemOperationsAttempted(backupItemOperationsAttempted)
                .backupItemOperationsCompleted(backupItemOperationsCompleted)
                .backupItemOperationsFailed(backupItemOperationsFailed)
                .hookStatus(hookStatus)
                .queuePosition(queuePosition);
    }

    /// How many items there are, and how many are done.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Progress(@Nullable Long totalItems, @Nullable Long itemsBackedUp) {}

    /// Sets the fields one by one; what is not set is absent.
    public static final class Builder {
        private @Nullable Long version;
        private @Nullable String formatVersion;
        private @Nullable Instant expiration;
        private @Nullable BackupPhase phase;
        private @Nullable List<String> validationErrors;
        private @Nullable Instant startTimestamp;
        private @Nullable Instant completionTimestamp;
        private @Nullable Long volumeSnapshotsAttempted;
        private @Nullable Long volumeSnapshotsCompleted;
        private @Nullable String failureReason;
        private @Nullable Long warnings;
        private @Nullable Long errors;
        private @Nullable Progress progress;
        private @Nullable Long csiVolumeSnapshotsAttempted;
        private @Nullable Long csiVolumeSnapshotsCompleted;
        private @Nullable Long backupItemOperationsAttempted;
        private @Nullable Long backupItemOperationsCompleted;
        private @Nullable Long backupItemOperationsFailed;
        private @Nullable HookStatus hookStatus;
        private @Nullable Long queuePosition;

        private Builder() {}

        public Builder version(@Nullable Long version) {
            this.version = version;
            return this;
        }

        public Builder formatVersion(@Nullable String formatVersion) {
            this.formatVersion = formatVersion;
            return this;
        }

        public Builder expiration(@Nullable Instant expiration) {
            this.expiration = expiration;
            return this;
        }

        public Builder phase(@Nullable BackupPhase phase) {
            this.phase = phase;
            return this;
        }

        public Builder validationErrors(@Nullable List<String> validationErrors) {
            this.validationErrors = validationErrors;
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

        public Builder volumeSnapshotsAttempted(@Nullable Long volumeSnapshotsAttempted) {
            this.volumeSnapshotsAttempted = volumeSnapshotsAttempted;
            return this;
        }

        public Builder volumeSnapshotsCompleted(@Nullable Long volumeSnapshotsCompleted) {
            this.volumeSnapshotsCompleted = volumeSnapshotsCompleted;
            return this;
        }

        public Builder failureReason(@Nullable String failureReason) {
            this.failureReason = failureReason;
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

        public Builder progress(@Nullable Progress progress) {
            this.progress = progress;
            return this;
        }

        public Builder csiVolumeSnapshotsAttempted(@Nullable Long csiVolumeSnapshotsAttempted) {
            this.csiVolumeSnapshotsAttempted = csiVolumeSnapshotsAttempted;
            return this;
        }

        public Builder csiVolumeSnapshotsCompleted(@Nullable Long csiVolumeSnapshotsCompleted) {
            this.csiVolumeSnapshotsCompleted = csiVolumeSnapshotsCompleted;
            return this;
        }

        public Builder backupItemOperationsAttempted(@Nullable Long backupItemOperationsAttempted) {
            this.backupItemOperationsAttempted = backupItemOperationsAttempted;
            return this;
        }

        public Builder backupItemOperationsCompleted(@Nullable Long backupItemOperationsCompleted) {
            this.backupItemOperationsCompleted = backupItemOperationsCompleted;
            return this;
        }

        public Builder backupItemOperationsFailed(@Nullable Long backupItemOperationsFailed) {
            this.backupItemOperationsFailed = backupItemOperationsFailed;
            return this;
        }

        public Builder hookStatus(@Nullable HookStatus hookStatus) {
            this.hookStatus = hookStatus;
            return this;
        }

        public Builder queuePosition(@Nullable Long queuePosition) {
            this.queuePosition = queuePosition;
            return this;
        }

        public BackupStatus build() {
            return new BackupStatus(
                    version,
                    formatVersion,
                    expiration,
                    phase,
                    validationErrors,
                    startTimestamp,
                    completionTimestamp,
                    volumeSnapshotsAttempted,
                    volumeSnapshotsCompleted,
                    failureReason,
                    warnings,
                    errors,
                    progress,
                    csiVolumeSnapshotsAttempted,
                    csiVolumeSnapshotsCompleted,
                    backupItemOperationsAttempted,
                    backupItemOperationsCompleted,
                    backupItemOperationsFailed,
                    hookStatus,
                    queuePosition);
        }
    }
}
