package ark.download;

import ark.api.v1.DownloadKind;
import ark.api.v1.DownloadRequest;
import ark.api.v1.DownloadRequestSpec;
import ark.api.v1.DownloadRequestStatus;
import ark.api.v1.GoTime;
import ark.api.v1.RequestPhase;
import ark.api.v1.VeleroKind;
import ark.backupstore.BackupStores;
import ark.cluster.Cluster;
import ark.cluster.ClusterException;
import ark.cluster.ResourceType;
import ark.item.GroupResource;
import ark.item.ItemKey;
import ark.item.Json;
import ark.spi.StoreException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Answers a DownloadRequest with a signed URL, and deletes it when the URL has expired.
///
/// A request that cannot be answered is tried again until it expires too: its backup may just be
/// on its way into the cluster. Signing takes no request to the store, or few and small ones.
@ControllerConfiguration(
        name = "download-request",
        generationAwareEventProcessing = false,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class DownloadReconciler implements Reconciler<DownloadRequest> {
    private static final GroupResource REQUESTS = VeleroKind.DOWNLOAD_REQUEST.resource();
    private static final ResourceType TYPE = VeleroKind.DOWNLOAD_REQUEST.as(ResourceType::of);

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(DownloadReconciler.class);

    private final DownloadSettings settings;
    private final Cluster cluster;
    private final Signer signer;
    private final InstantSource clock;

    public DownloadReconciler(
            DownloadSettings settings, Cluster cluster, BackupStores stores, InstantSource clock) {
        this.settings = settings;
        this.cluster = cluster;
        this.signer =
                new Signer(
                        new ResourcesInCluster(cluster, settings.namespace()),
                        stores,
                        settings.urlValidity());
        this.clock = clock;
    }

    @Override
    public UpdateControl<DownloadRequest> reconcile(
            DownloadRequest request, Context<DownloadRequest> context) {
        Instant now = clock.instant();
        DownloadRequestStatus status = request.getStatus();
        Instant expiration = status == null ? null : status.expiration();
        ItemKey key = new ItemKey(REQUESTS, settings.namespace(), request.getMetadata().getName());
        if (expiration != null && !expiration.isAfter(now)) {
            cluster.delete(TYPE, key);
            return UpdateControl.noUpdate();
        }
        if (RequestPhase.of(status) == RequestPhase.PROCESSED) {
            return after(expiration == null ? Duration.ZERO : Duration.between(now, expiration));
        }
        return answer(key, request.getSpec(), expiration == null);
    }

    /// @param first whether nobody tried before
    private UpdateControl<DownloadRequest> answer(
            ItemKey key, @Nullable DownloadRequestSpec spec, boolean first) {
        Instant now = clock.instant();
        ObjectNode answer = Json.object();
        if (first) {
            answer.put("expiration", GoTime.format(now.plus(settings.urlValidity())));
        }
        Duration again = settings.urlValidity();
        try {
            URI url = sign(spec);
            answer.put("phase", RequestPhase.PROCESSED.text());
            answer.put("downloadURL", url.toString());
            answer.put("expiration", GoTime.format(now.plus(settings.urlValidity())));
        } catch (CannotSignException | StoreException | ClusterException e) {
            log.atLevel(first ? Level.WARN : Level.DEBUG)
                    .setCause(e)
                    .addKeyValue("request", key.name())
                    .log("no URL");
            again = AGAIN;
        }
        if (!answer.isEmpty()) {
            cluster.patchStatus(TYPE, key, answer);
        }
        return after(again);
    }

    private URI sign(@Nullable DownloadRequestSpec spec) {
        DownloadRequestSpec.Target target = spec == null ? null : spec.target();
        if (target == null || target.name() == null) {
            throw new CannotSignException("it names nothing");
        }
        DownloadKind kind = target.kind() == null ? DownloadKind.UNKNOWN : target.kind();
        return signer.sign(kind, target.name());
    }

    private static UpdateControl<DownloadRequest> after(Duration wait) {
        return UpdateControl.<DownloadRequest>noUpdate()
                .rescheduleAfter(wait.plusMillis(500)); // the expiration has whole seconds
    }
}
