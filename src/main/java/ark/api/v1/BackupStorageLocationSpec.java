package ark.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where backups are kept. Every field is described in `crds/backupstoragelocations.yaml`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupStorageLocationSpec(
        @Nullable String provider,
        @Nullable Map<String, String> config,
        @Nullable SecretKeySelector credential,
        @Nullable ObjectStorage objectStorage,
        @JsonProperty("default") @Nullable Boolean defaultLocation,
        @Nullable AccessMode accessMode,
        @Nullable String backupSyncPeriod,
        @Nullable String validationFrequency) {
    public BackupStorageLocationSpec {
        config = Copies.map(config);
    }

    /// A builder with nothing set.
    public static Builder builder() {
        return new Builder();
    }

    /// A builder with everything set as it is here.
    public Builder toBuilder() {
        return new Builder()
                .provider(provider)
                .config(config)
                .credential(credential)
                .objectStorage(objectStorage)
                .defaultLocation(defaultLocation)
                .accessMode(accessMode)
                .backupSyncPeriod(backupSyncPeriod)
                .validationFrequency(validationFrequency);
    }

    /// A bucket, or a part of one.
    ///
    /// @param caCert PEM certificates, the whole text encoded in base64
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ObjectStorage(
            @Nullable String bucket,
            @Nullable String prefix,
            @Nullable String caCert,
            @Nullable SecretKeySelector caCertRef) {}

    /// Sets the fields one by one; what is not set is absent.
    public static final class Builder {
        private @Nullable String provider;
        private @Nullable Map<String, String> config;
        private @Nullable SecretKeySelector credential;
        private @Nullable ObjectStorage objectStorage;
        private @Nullable Boolean defaultLocation;
        private @Nullable AccessMode accessMode;
        private @Nullable String backupSyncPeriod;
        private @Nullable String validationFrequency;

        private Builder() {}

        public Builder provider(@Nullable String provider) {
            this.provider = provider;
            return this;
        }

        public Builder config(@Nullable Map<String, String> config) {
            this.config = config;
            return this;
        }

        public Builder credential(@Nullable SecretKeySelector credential) {
            this.credential = credential;
            return this;
        }

        public Builder objectStorage(@Nullable ObjectStorage objectStorage) {
            this.objectStorage = objectStorage;
            return this;
        }

        public Builder defaultLocation(@Nullable Boolean defaultLocation) {
            this.defaultLocation = defaultLocation;
            return this;
        }

        public Builder accessMode(@Nullable AccessMode accessMode) {
            this.accessMode = accessMode;
            return this;
        }

        public Builder backupSyncPeriod(@Nullable String backupSyncPeriod) {
            this.backupSyncPeriod = backupSyncPeriod;
            return this;
        }

        public Builder validationFrequency(@Nullable String validationFrequency) {
            this.validationFrequency = validationFrequency;
            return this;
        }

        public BackupStorageLocationSpec build() {
            return new BackupStorageLocationSpec(
                    provider,
                    config,
                    credential,
                    objectStorage,
                    defaultLocation,
                    accessMode,
                    backupSyncPeriod,
                    validationFrequency);
        }
    }
}
