package ark.objectstore;

import ark.objectstore.filesystem.DownloadUrls;
import ark.objectstore.filesystem.FilesystemObjectStore;
import ark.objectstore.filesystem.FilesystemSettings;
import ark.objectstore.s3.S3Limits;
import ark.objectstore.s3.S3ObjectStore;
import ark.spi.ObjectStore;
import ark.spi.StoreException;
import ark.spi.StoreException.Reason;
import ark.spi.StoreSettings;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Opens a store by the name of its provider.
public final class ObjectStores {
    /// Opens a store of one provider.
    private interface Provider {
        /// Opens a store, or throws a [StoreException] `MISCONFIGURED` with all problems.
        ObjectStore open(StoreSettings settings);
    }

    private final Map<String, Provider> providers = new TreeMap<>();
    private final Retries retries;
    private final StoreCall.Listener listener;
    private final DownloadUrls downloads;
    private final InstantSource clock;
    private final Pauses pauses;

    /// Knows every provider there is.
    ///
    /// @param downloads signs for stores that have no addresses of their own
    public ObjectStores(
            Retries retries,
            StoreCall.Listener listener,
            DownloadUrls downloads,
            InstantSource clock,
            Pauses pauses) {
        this.retries = retries;
        this.listener = listener;
        this.downloads = downloads;
        this.clock = clock;
        this.pauses = pauses;
        providers.put("velero.io/filesystem", this::openFilesystem);
        providers.put("velero.io/aws", this::openS3);
    }

    /// Opens the store of a location; the caller closes it.
    ///
    /// @throws StoreException `MISCONFIGURED` when the settings cannot work, with everything
    ///     that is
    ///     wrong with them; `DENIED` or `UNREACHABLE` when a store must be asked first and refuses
    public ObjectStore open(StoreSettings settings) {
        StoreSettings checked = withPlainBucket(settings);
        ObjectStore store = providerOf(checked).open(checked);
        return new MeasuredObjectStore(
                new RetryingObjectStore(store, retries, pauses),
                settings.location(),
                listener,
                pauses);
    }

    /// Slashes around a bucket's name do not count, and inside it there are none.
    private static StoreSettings withPlainBucket(StoreSettings settings) {
        String bucket = settings.bucket().replaceAll("^/+|/+$", "");
        if (bucket.contains("/")) {
            throw misconfigured(
                    settings,
                    "backup storage location's bucket name \"%s\" must not contain a '/' (if using a"
                                    .formatted(bucket)
                            + " prefix, put it in the 'Prefix' field instead)");
        }
        return new StoreSettings(
                settings.location(),
                settings.provider(),
                bucket,
                settings.config(),
                settings.caCertificates(),
                settings.credentials(),
                settings.customerKey());
    }

    private Provider providerOf(StoreSettings settings) {
        String name = settings.provider();
        return Optional.ofNullable(providers.get(name.contains("/") ? name : "velero.io/" + name))
                .orElseThrow(
                        () ->
                                misconfigured(
                                        settings,
                                        "no object store provider is named \"%s\"; there are %s"
                                                .formatted(
                                                        name,
                                                        String.join(", ", providers.keySet()))));
    }

    private static StoreException misconfigured(StoreSettings settings, String detail) {
        return new StoreException(
                Reason.MISCONFIGURED, "opening location " + settings.location(), detail, null);
    }

    private ObjectStore openS3(StoreSettings settings) {
        return S3ObjectStore.open(
                settings,
                S3Limits.USUAL,
                (key, validity) -> downloads.sign(settings.location(), key, validity));
    }

    private ObjectStore openFilesystem(StoreSettings settings) {
        FilesystemSettings filesystem = FilesystemSettings.of(settings);
        DownloadUrls urls =
                filesystem.publicUrl().isEmpty() ? downloads : downloads.at(filesystem.publicUrl());
        return new FilesystemObjectStore(
                filesystem.folder(),
                (key, validity) -> urls.sign(settings.location(), key, validity),
                clock);
    }
}
